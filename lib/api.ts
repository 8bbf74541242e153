import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Identity } from './settings.ts';

/** What answers which route. */
export interface RouteHandlers {
  readonly submitBatch: IFunction;
  readonly cancelBatch: IFunction;
  readonly retryBatch: IFunction;
  readonly getBatch: IFunction;
  readonly listBatches: IFunction;
  readonly getBatchResults: IFunction;
  readonly getResource: IFunction;
  readonly listResources: IFunction;
  readonly writeResource: IFunction;
  readonly createSchemaDefinition: IFunction;
  readonly getSchemaDefinition: IFunction;
  readonly listSchemaDefinitions: IFunction;
  readonly updateSchemaDefinition: IFunction;
  readonly deleteSchemaDefinition: IFunction;
  readonly getLimits: IFunction;
  readonly getDocs: IFunction;
  readonly unknownRoute: IFunction;
}

export interface ApiProps {
  readonly identity: Identity;
  readonly handlers: RouteHandlers;
  /** What it takes on average, and at once; API Gateway answers 429 beyond it. */
  readonly requestsPerSecond: number;
}

/**
 * The HTTPS API: every route to data behind the JWT authorizer, so that a bad token never starts a function that can
 * reach any. What is public reads nothing.
 */
export class Api extends Construct {
  readonly url: string;
  readonly http: HttpApi;

  constructor(scope: Construct, id: string, { identity, handlers, requestsPerSecond }: ApiProps) {
    super(scope, id);
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const api = new HttpApi(this, 'Http', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      defaultAuthorizer: new HttpJwtAuthorizer('Tokens', identity.issuer, {
        jwtAudience: [...identity.audience],
      }),
    });
    const stage = api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: requestsPerSecond },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    const add = (method: HttpMethod, path: string, name: string, handler: IFunction) => {
      const integration = new HttpLambdaIntegration(name, handler);
      api.addRoutes({ path, methods: [method], integration });
    };
    const batch = '/api/resources/{schema}/batch';
    add(HttpMethod.PATCH, batch, 'PatchBatch', handlers.submitBatch);
    add(HttpMethod.POST, batch, 'IngestBatch', handlers.submitBatch);
    add(HttpMethod.DELETE, batch, 'DeleteBatch', handlers.submitBatch);
    const resources = '/api/resources/{schema}';
    add(HttpMethod.GET, resources, 'ListResources', handlers.listResources);
    add(HttpMethod.POST, resources, 'CreateResource', handlers.writeResource);
    const resource = `${resources}/{externalId}`;
    add(HttpMethod.GET, resource, 'GetResource', handlers.getResource);
    add(HttpMethod.PATCH, resource, 'PatchResource', handlers.writeResource);
    add(HttpMethod.DELETE, resource, 'DeleteResource', handlers.writeResource);
    add(HttpMethod.GET, '/api/batches', 'ListBatches', handlers.listBatches);
    add(HttpMethod.GET, '/api/batches/{batchId}', 'GetBatch', handlers.getBatch);
    add(HttpMethod.GET, '/api/batches/{batchId}/results', 'GetResults', handlers.getBatchResults);
    add(HttpMethod.POST, '/api/batches/{batchId}/cancel', 'CancelBatch', handlers.cancelBatch);
    add(HttpMethod.POST, '/api/batches/{batchId}/retry', 'RetryBatch', handlers.retryBatch);
    const definitions = '/partner/schema-definitions';
    add(HttpMethod.POST, definitions, 'CreateSchemaDefinition', handlers.createSchemaDefinition);
    add(HttpMethod.GET, definitions, 'ListSchemaDefinitions', handlers.listSchemaDefinitions);
    const definition = `${definitions}/{idOrName}`;
    add(HttpMethod.GET, definition, 'GetSchemaDefinition', handlers.getSchemaDefinition);
    add(HttpMethod.POST, definition, 'UpdateSchemaDefinition', handlers.updateSchemaDefinition);
    add(HttpMethod.DELETE, definition, 'DeleteSchemaDefinition', handlers.deleteSchemaDefinition);
    add(HttpMethod.GET, '/api/limits', 'GetLimits', handlers.getLimits);

    const addPublic = (key: HttpRouteKey, name: string, handler: IFunction) => {
      const integration = new HttpLambdaIntegration(name, handler);
      const authorizer = new HttpNoneAuthorizer();
      const route = new HttpRoute(this, name, { httpApi: api, routeKey: key, integration, authorizer });
      Validations.of(route).acknowledge({
        id: 'AwsSolutions::AwsSolutions-APIG4',
        reason: 'It answers the same to everybody, and its function may reach nothing.',
      });
      throttle(stage, key, route);
    };
    addPublic(HttpRouteKey.with('/openapi.json', HttpMethod.GET), 'OpenApi', handlers.getDocs);
    addPublic(HttpRouteKey.with('/docs', HttpMethod.GET), 'Docs', handlers.getDocs);
    addPublic(HttpRouteKey.with('/docs/rapidoc.js', HttpMethod.GET), 'DocsScript', handlers.getDocs);
    addPublic(HttpRouteKey.DEFAULT, 'UnknownRoute', handlers.unknownRoute);
    // Without a slash at its end, so that a path can be put behind it. The stage's URL has one.
    this.url = api.apiEndpoint;
    this.http = api;
  }
}

/**
 * Per public route. Anybody can call these, and each call starts a function of the account; behind a token the limit is
 * that of the stage.
 */
const PUBLIC_PER_SECOND = 50;

/** Limits one route; the construct of a stage knows one limit for all. */
function throttle(stage: HttpStage, { key }: HttpRouteKey, route: HttpRoute): void {
  const { defaultChild } = stage.node;
  if (!(defaultChild instanceof CfnStage)) throw new Error('the stage is more than one resource');
  const limits = { ThrottlingRateLimit: PUBLIC_PER_SECOND, ThrottlingBurstLimit: PUBLIC_PER_SECOND };
  // A dot would be a step further into the property.
  defaultChild.addPropertyOverride(`RouteSettings.${key.replaceAll('.', '\\.')}`, limits);
  // API Gateway refuses settings of a route that is not there yet.
  stage.node.addDependency(route);
}

/**
 * One JSON line per request, without anything of its body or token.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  responseBytes: '$context.responseLength',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};
