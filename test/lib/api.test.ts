import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate({
  identity: { issuer: 'https://tokens.example.org/', audience: ['one', 'two'] },
});

const PUBLIC = ['$default', 'GET /docs', 'GET /docs/rapidoc.js', 'GET /openapi.json'];

/** Each route with the function that its integration runs. */
function routes(of: Template): Readonly<Record<string, string>> {
  const all = Object.values(of.findResources('AWS::ApiGatewayV2::Route'));
  const integrations = of.findResources('AWS::ApiGatewayV2::Integration');
  return Object.fromEntries(
    all.map(({ Properties }) => {
      const [, reference] = Properties.Target['Fn::Join'][1];
      const uri = JSON.stringify(integrations[reference.Ref]?.['Properties'].IntegrationUri);
      const name = /ApiFunctions([A-Za-z]+?)[0-9A-F]{8}/.exec(uri)?.[1] ?? uri;
      return [Properties.RouteKey, name];
    }),
  );
}

describe('the API', () => {
  it('runs one function per job', () => {
    expect(routes(template)).toEqual({
      'PATCH /api/resources/{schema}/batch': 'SubmitBatch',
      'POST /api/resources/{schema}/batch': 'SubmitBatch',
      'DELETE /api/resources/{schema}/batch': 'SubmitBatch',
      'GET /api/resources/{schema}': 'ListResources',
      'POST /api/resources/{schema}': 'WriteResource',
      'GET /api/resources/{schema}/{externalId}': 'GetResource',
      'PATCH /api/resources/{schema}/{externalId}': 'WriteResource',
      'DELETE /api/resources/{schema}/{externalId}': 'WriteResource',
      'GET /api/batches': 'ListBatches',
      'GET /api/batches/{batchId}': 'GetBatch',
      'GET /api/batches/{batchId}/results': 'GetResults',
      'POST /api/batches/{batchId}/cancel': 'CancelBatch',
      'POST /api/batches/{batchId}/retry': 'RetryBatch',
      'POST /partner/schema-definitions': 'CreateSchemaDefinition',
      'GET /partner/schema-definitions': 'ListSchemaDefinitions',
      'GET /partner/schema-definitions/{idOrName}': 'GetSchemaDefinition',
      'POST /partner/schema-definitions/{idOrName}': 'UpdateSchemaDefinition',
      'DELETE /partner/schema-definitions/{idOrName}': 'DeleteSchemaDefinition',
      'GET /api/limits': 'GetLimits',
      'GET /openapi.json': 'GetDocs',
      'GET /docs': 'GetDocs',
      'GET /docs/rapidoc.js': 'GetDocs',
      $default: 'UnknownRoute',
    });
  });

  it('lets no request without a token of the issuer through to a function, but for what is public', () => {
    const all = Object.values(template.findResources('AWS::ApiGatewayV2::Route'));
    const open = all.filter(({ Properties }) => Properties.AuthorizationType === 'NONE');
    expect(open.map(({ Properties }): unknown => Properties.RouteKey).sort()).toEqual(PUBLIC);
    for (const { Properties } of all.filter((route) => !open.includes(route))) {
      expect(Properties).toMatchObject({
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: expect.stringContaining('Tokens') },
      });
    }
    expect(resourceOf(template, 'AWS::ApiGatewayV2::Authorizer', 'Tokens').Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://tokens.example.org/', Audience: ['one', 'two'] },
    });
  });

  it('answers at the root, and logs each request without its body or token', () => {
    const { Properties } = resourceOf(template, 'AWS::ApiGatewayV2::Stage', 'Stage');
    expect(Properties).toMatchObject({ StageName: '$default', AutoDeploy: true });
    const format = JSON.stringify(Properties['AccessLogSettings']);
    expect(format).toContain('$context.requestId');
    expect(format).not.toMatch(/\$context\.(authorizer\.claims|identity\.user)/);
  });

  it('hands events on in payload format 2.0, which the functions read', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::ApiGatewayV2::Integration'))) {
      expect(Properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
    }
  });

  it('ends its functions before API Gateway gives up on them at 30 s', () => {
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
    const behindTheApi = functions.filter(([id]) => id.startsWith('ApiFunctions'));
    expect(behindTheApi).toHaveLength(17);
    for (const [, { Properties }] of behindTheApi) expect(Properties.Timeout).toBeLessThan(30);
  });

  it('leaves the function that waits for batches 5 s beyond the longest wait', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::Function', 'GetBatch');
    expect(Properties).toMatchObject({ Timeout: 25 });
  });

  it('lets no page of another origin read answers', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::ApiGatewayV2::Api')))
      expect(Properties).not.toHaveProperty('CorsConfiguration');
  });

  it('takes as many requests per second as it is told', () => {
    const limitsOf = (told: ReturnType<typeof synthesizeTemplate>) =>
      Object.values(told.findResources('AWS::ApiGatewayV2::Stage')).map(
        ({ Properties }): unknown => Properties.DefaultRouteSettings,
      );
    expect(limitsOf(template)).toEqual([{ ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 1000 }]);
    expect(limitsOf(synthesizeTemplate({ requestsPerSecond: 70 }))).toEqual([
      { ThrottlingRateLimit: 70, ThrottlingBurstLimit: 70 },
    ]);
  });
});
