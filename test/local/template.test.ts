import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../local/errors.ts';
import { parseTemplate } from '../../local/template/template-file.ts';
import { placeholder, readResourcesAsStack, resources, route, withProperties } from './support/templates.ts';

function failure(all: Parameters<typeof readResourcesAsStack>[0]): string {
  try {
    readResourcesAsStack(all);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('reading a template', () => {
  it('follows every reference to names, addresses and ARNs', () => {
    const stack = readResourcesAsStack(resources());
    expect(stack.tables.map(({ name }) => name)).toEqual(['Test-Table']);
    expect(stack.functions[0]?.environment).toEqual({
      TABLE: 'Test-Table',
      QUEUE_URL: 'http://127.0.0.1:4566/000000000000/Test-Queue.fifo',
    });
    expect(stack.queues.find(({ id }) => id === 'Queue')?.attributes).toEqual({
      FifoQueue: 'true',
      VisibilityTimeout: '3',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:Test-Dead.fifo',
        maxReceiveCount: 3,
      }),
    });
    expect(stack.eventSources[0]).toMatchObject({
      queue: { id: 'Queue' },
      function: { id: 'Function' },
      batchSize: 10,
      maximumConcurrency: 2,
      reportBatchItemFailures: true,
    });
    expect(stack.api.routes).toMatchObject([
      {
        key: 'POST /things/{id}',
        function: { id: 'Function' },
        timeoutMs: 30_000,
        authorizer: { header: 'authorization' },
      },
    ]);
  });

  it('takes what a queue does not say from its own defaults, and a standard queue has no suffix', () => {
    const stack = readResourcesAsStack(resources({ Plain: { Type: 'AWS::SQS::Queue' } }));
    expect(stack.queues.find(({ id }) => id === 'Plain')).toMatchObject({
      name: 'Test-Plain',
      attributes: {},
    });
  });

  it('leaves out an event source that is not enabled', () => {
    expect(
      readResourcesAsStack(withProperties(resources(), 'Source', { Enabled: false })).eventSources,
    ).toEqual([]);
  });

  it('lets a route be open to all', () => {
    const all = resources({
      Route: route('GET /open', { AuthorizationType: 'NONE', AuthorizerId: undefined }),
    });
    expect(readResourcesAsStack(all).api.routes[0]?.authorizer).toBeUndefined();
  });
});

describe('what the local run does not know', () => {
  it('is an error that names the resource and its type', () => {
    expect(failure(resources({ Bus: { Type: 'AWS::Events::EventBus' } }))).toBe(
      'Bus (AWS::Events::EventBus) is of a type that the local run does not know.',
    );
  });

  it.each([
    [
      'Table',
      { StreamSpecification: {} },
      'Table (AWS::DynamoDB::GlobalTable) has a property StreamSpecification that',
    ],
    ['Queue', { RedriveAllowPolicy: {} }, 'Queue (AWS::SQS::Queue) has a property RedriveAllowPolicy that'],
    ['Function', { Layers: [] }, 'Function (AWS::Lambda::Function) has a property Layers that'],
    ['Function', { Code: { ZipFile: 'x' } }, 'Function (AWS::Lambda::Function) has a property Code.'],
    [
      'Source',
      { FilterCriteria: {} },
      'Source (AWS::Lambda::EventSourceMapping) has a property FilterCriteria that',
    ],
    ['Api', { CorsConfiguration: {} }, 'Api (AWS::ApiGatewayV2::Api) has a property CorsConfiguration that'],
    ['Stage', { StageVariables: {} }, 'Stage (AWS::ApiGatewayV2::Stage) has a property StageVariables that'],
    [
      'Integration',
      { RequestParameters: {} },
      'Integration (AWS::ApiGatewayV2::Integration) has a property RequestParameters that',
    ],
    [
      'Tokens',
      { EnableSimpleResponses: true },
      'Tokens (AWS::ApiGatewayV2::Authorizer) has a property EnableSimpleResponses that',
    ],
    [
      'Route',
      { AuthorizationScopes: ['a'] },
      'Route (AWS::ApiGatewayV2::Route) has a property AuthorizationScopes that',
    ],
  ])('is an error that names the property: %s %o', (id, properties, message) => {
    expect(failure(withProperties(resources(), id, properties))).toContain(message);
  });

  it.each([
    ['Stage', { StageName: 'prod' }, 'has a property StageName that the local run cannot honour'],
    [
      'Integration',
      { PayloadFormatVersion: '1.0' },
      'has a property PayloadFormatVersion that the local run cannot honour',
    ],
    ['Function', { Runtime: 'nodejs22.x' }, 'has a property Runtime that the local run cannot honour'],
    ['Api', { ProtocolType: 'WEBSOCKET' }, 'has a property ProtocolType that the local run cannot honour'],
  ])('is an error when a value stands for something else: %s %o', (id, properties, message) => {
    expect(failure(withProperties(resources(), id, properties))).toContain(message);
  });

  it.each([
    [{ 'Fn::If': ['A', 'b', 'c'] }, 'uses Fn::If, which the local run does not know.'],
    [{ 'Fn::ImportValue': 'x' }, 'uses Fn::ImportValue, which the local run does not know.'],
    [{ Ref: 'Missing' }, 'refers to Ref Missing, which the local run does not know.'],
    [
      { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      'refers to Fn::GetAtt Table.StreamArn, which the local run does not know.',
    ],
    [
      { 'Fn::Sub': placeholder('Missing') },
      `refers to Fn::Sub ${placeholder('Missing')}, which the local run does not know.`,
    ],
    [{ 'Fn::Join': 'x' }, 'uses Fn::Join in a form the local run does not know.'],
  ])('is an error for the intrinsic function %o', (value, message) => {
    const all = withProperties(resources(), 'Function', { Environment: { Variables: { A: value } } });
    expect(failure(all)).toBe(`Function (AWS::Lambda::Function).Environment.Variables.A ${message}`);
  });

  it('is an error for a conditional resource and for a section of the template', () => {
    const conditional = { ...resources(), Role: { Type: 'AWS::IAM::Role', Condition: 'IsProd' } };
    expect(() => parseTemplate({ Resources: conditional })).toThrow(/Resources\.Role.*Condition/);
    expect(() => parseTemplate({ Resources: {}, Transform: 'AWS::Serverless-2016-10-31' })).toThrow(
      /Transform/,
    );
  });

  it('is an error when a reference leads nowhere in the template', () => {
    expect(failure(withProperties(resources(), 'Source', { FunctionName: 'other' }))).toBe(
      'Source has a property FunctionName that names nothing in the template.',
    );
  });
});
