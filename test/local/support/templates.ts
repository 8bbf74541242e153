import { LOCAL_AUDIENCE, LOCAL_ISSUER } from '../../../local/issuer.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION, type Places } from '../../../local/template/places.ts';
import { readStack } from '../../../local/template/read-stack.ts';
import type { StackSpec } from '../../../local/template/stack.ts';
import { parseTemplate } from '../../../local/template/template-file.ts';

export type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
>;

export const places: Places = {
  region: LOCAL_REGION,
  accountId: LOCAL_ACCOUNT,
  stackName: 'Test',
  sqsEndpoint: 'http://127.0.0.1:4566',
};

const getAtt = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });

/** A stack with one of everything that the local run knows. */
export function resources(overrides: Resources = {}): Resources {
  return {
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        FifoQueue: true,
        // Longer than a function takes to start where the machine is busy, or a message comes twice.
        VisibilityTimeout: 3,
        RedrivePolicy: { deadLetterTargetArn: getAtt('Dead', 'Arn'), maxReceiveCount: 3 },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: { 'Fn::Sub': `assets-${placeholder('AWS::AccountId')}` }, S3Key: 'code.zip' },
        Environment: { Variables: { TABLE: { Ref: 'Table' }, QUEUE_URL: { Ref: 'Queue' } } },
        Handler: 'index.handler',
        MemorySize: 128,
        Role: getAtt('Role', 'Arn'),
        Runtime: 'nodejs24.x',
        Timeout: 5,
      },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: {} },
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: 10,
        EventSourceArn: getAtt('Queue', 'Arn'),
        FunctionName: { Ref: 'Function' },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'Api', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, AutoDeploy: true, StageName: '$default' },
    },
    Tokens: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: { Ref: 'Api' },
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Audience: [LOCAL_AUDIENCE], Issuer: LOCAL_ISSUER },
        Name: 'Tokens',
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: getAtt('Function', 'Arn'),
        PayloadFormatVersion: '2.0',
      },
    },
    Route: route('POST /things/{id}'),
    ...overrides,
  };
}

export function route(key: string, properties: Readonly<Record<string, unknown>> = {}): Resources[string] {
  return {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: 'Tokens' },
      RouteKey: key,
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
      ...properties,
    },
  };
}

/** Gives a resource other properties beside its own. */
export function withProperties(
  all: Resources,
  id: string,
  properties: Readonly<Record<string, unknown>>,
): Resources {
  const resource = all[id];
  if (resource === undefined) throw new Error(`there is no ${id}`);
  return { ...all, [id]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
}

export function readResourcesAsStack(all: Resources, code = 'code-folder'): StackSpec {
  return readStack({ template: parseTemplate({ Resources: all }), codeFolder: () => code }, places);
}

/** A reference inside the text of `Fn::Sub`. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}
