import { TemplateError } from '../errors.ts';
import type { Places } from './places.ts';
import { type Modelled, readResources } from './read-resources.ts';
import { nameOf, referencesOf } from './references.ts';
import type { ModelledType, Properties } from './resource-models.ts';
import type {
  ApiSpec,
  EventSourceSpec,
  FunctionSpec,
  QueueSpec,
  RouteSpec,
  ScheduleSpec,
  StackSpec,
  TableSpec,
} from './stack.ts';
import type { Assembly, Template } from './template-file.ts';

/** Reads what is to run from a synthesized assembly; a TemplateError says what stands in the way. */
export function readStack({ template, codeFolder }: Omit<Assembly, 'stackName'>, places: Places): StackSpec {
  const resources = readResources(template, referencesOf(template, places));
  const of = <T extends ModelledType>(type: T) => resources.filter((one) => isOfType(one, type));
  const name = namer(template, places);

  const tables = of('AWS::DynamoDB::GlobalTable').map(
    ({ id, properties }): TableSpec => ({ id, name: name(id), properties }),
  );
  const queues = of('AWS::SQS::Queue').map((one) => toQueue(one.id, name(one.id), one.properties, places));
  const functions = of('AWS::Lambda::Function').map((one): FunctionSpec => {
    const code = codeFolder(one.properties.Code.S3Key);
    if (code === undefined)
      throw new TemplateError(`${one.id} (${one.type}) has code that is not in the assembly.`);
    return toFunction(one.id, name(one.id), code, one.properties, places);
  });
  const eventSources = of('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.Enabled)
    .map(
      ({ id, properties }): EventSourceSpec => ({
        id,
        queue: find(queues, ({ arn }) => arn === properties.EventSourceArn, id, 'EventSourceArn'),
        function: find(functions, (one) => names(one, properties.FunctionName), id, 'FunctionName'),
        batchSize: properties.BatchSize,
        maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
        reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
      }),
    );
  const { region, accountId } = places;
  const schedules = of('AWS::Events::Rule')
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map(
      ({ id, properties }): ScheduleSpec => ({
        id,
        arn: `arn:aws:events:${region}:${accountId}:rule/${name(id)}`,
        intervalMs: properties.ScheduleExpression,
        functions: properties.Targets.map(({ Arn }) =>
          find(functions, (one) => names(one, Arn), id, 'Targets'),
        ),
      }),
    );
  const api = readApi(resources, functions);
  return { region, accountId, tables, queues, functions, eventSources, schedules, api };
}

/** The routes of the one API that a template may have. */
function readApi(resources: readonly Modelled[], functions: readonly FunctionSpec[]): ApiSpec {
  const of = <T extends ModelledType>(type: T) => resources.filter((one) => isOfType(one, type));
  const [api, ...others] = of('AWS::ApiGatewayV2::Api');
  if (api === undefined || others.length > 0) {
    throw new TemplateError(
      `The template has ${others.length + (api ? 1 : 0)} APIs; the local run takes exactly one.`,
    );
  }
  const integrations = of('AWS::ApiGatewayV2::Integration');
  const authorizers = of('AWS::ApiGatewayV2::Authorizer');
  const routes = of('AWS::ApiGatewayV2::Route').map(({ id, properties }): RouteSpec => {
    const target = properties.Target.slice('integrations/'.length);
    const integration = find(integrations, (one) => one.id === target, id, 'Target').properties;
    const authorizer =
      properties.AuthorizationType === 'NONE'
        ? undefined
        : find(authorizers, (one) => one.id === properties.AuthorizerId, id, 'AuthorizerId').properties;
    return {
      key: properties.RouteKey,
      function: find(functions, (one) => names(one, integration.IntegrationUri), id, 'IntegrationUri'),
      timeoutMs: integration.TimeoutInMillis,
      authorizer: authorizer && {
        issuer: authorizer.JwtConfiguration.Issuer,
        audience: authorizer.JwtConfiguration.Audience,
        header: authorizer.IdentitySource[0].slice('$request.header.'.length).toLowerCase(),
      },
    };
  });
  return { id: api.id, routes };
}

function toQueue(
  id: string,
  name: string,
  { QueueName: _, FifoQueue, RedrivePolicy, ...rest }: Properties<'AWS::SQS::Queue'>,
  places: Places,
): QueueSpec {
  const attributes = {
    ...rest,
    ...(FifoQueue ? { FifoQueue } : {}),
    ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
  };
  return {
    id,
    name,
    url: `${places.sqsEndpoint}/${places.accountId}/${name}`,
    arn: `arn:aws:sqs:${places.region}:${places.accountId}:${name}`,
    attributes: Object.fromEntries(
      Object.entries(attributes).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, String(value)]],
      ),
    ),
  };
}

function toFunction(
  id: string,
  name: string,
  code: string,
  properties: Properties<'AWS::Lambda::Function'>,
  { region, accountId }: Places,
): FunctionSpec {
  return {
    id,
    name,
    arn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
    code,
    handler: properties.Handler,
    timeoutMs: properties.Timeout * 1000,
    memoryMb: properties.MemorySize,
    jsonLogs: properties.LoggingConfig.LogFormat === 'JSON',
    environment: properties.Environment?.Variables ?? {},
  };
}

function namer({ Resources }: Template, places: Places): (id: string) => string {
  return (id) => {
    const resource = Resources[id];
    return resource === undefined ? id : nameOf({ id, resource, places });
  };
}

function names({ name, arn }: FunctionSpec, reference: string): boolean {
  return reference === name || reference === arn;
}

function isOfType<T extends ModelledType>(one: Modelled, type: T): one is Extract<Modelled, { type: T }> {
  return one.type === type;
}

function find<T>(all: readonly T[], is: (one: T) => boolean, id: string, property: string): T {
  const found = all.find(is);
  if (found === undefined)
    throw new TemplateError(`${id} has a property ${property} that names nothing in the template.`);
  return found;
}
