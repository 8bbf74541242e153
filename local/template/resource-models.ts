// The properties that the local run honours, one strict schema per resource type. CloudFormation writes numbers and
// booleans as text at times, hence the coercions.
import * as z from 'zod';

const number = z.coerce.number();
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});

const table = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
    .default([]),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: flag }).optional(),
});

const queue = z.strictObject({
  QueueName: z.string().optional(),
  FifoQueue: flag.default(false),
  ContentBasedDeduplication: flag.optional(),
  DeduplicationScope: z.enum(['messageGroup', 'queue']).optional(),
  FifoThroughputLimit: z.enum(['perMessageGroupId', 'perQueue']).optional(),
  DelaySeconds: number.optional(),
  MaximumMessageSize: number.optional(),
  MessageRetentionPeriod: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  VisibilityTimeout: number.optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
});

const lambda = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  Handler: z.string().regex(/^[\w./-]+\.\w+$/),
  LoggingConfig: z
    .strictObject({ LogFormat: z.enum(['JSON', 'Text']).default('Text'), LogGroup: z.unknown().optional() })
    .default({ LogFormat: 'Text' }),
  MemorySize: number.default(128),
  Runtime: z.literal('nodejs24.x'),
  Timeout: number.default(3),
});

const eventSource = z.strictObject({
  BatchSize: number.default(10),
  Enabled: flag.default(true),
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number }).optional(),
});

const UNITS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** The longest that a timer of Node.js takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const rule = z.strictObject({
  /** In milliseconds; times of day (`cron(...)`) are not used. */
  ScheduleExpression: z
    .string()
    .regex(/^rate\(\d+ (minute|hour|day)s?\)$/)
    .transform((text) => {
      const [, count, unit] = /(\d+) (minute|hour|day)/.exec(text) ?? [];
      // The pattern above has just these units.
      return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
    })
    .pipe(z.number().min(1).max(MAX_TIMER_MS)),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(
    z.strictObject({
      Arn: z.string(),
      Id: z.string(),
      // An invocation always reaches its function here.
      RetryPolicy: z.unknown().optional(),
    }),
  ),
});

const api = z.strictObject({ ProtocolType: z.literal('HTTP') });

const stage = z.strictObject({
  ApiId: z.string(),
  AutoDeploy: flag.optional(),
  // A stage of another name would be the first segment of every path.
  StageName: z.literal('$default'),
});

const integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: number.default(30_000),
});

const authorizer = z.strictObject({
  ApiId: z.string(),
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.string().regex(/^\$request\.header\.[\w-]+$/)]),
  JwtConfiguration: z.strictObject({ Audience: z.array(z.string()), Issuer: z.string() }),
});

const route = z.strictObject({
  ApiId: z.string(),
  AuthorizationType: z.enum(['JWT', 'NONE']).default('NONE'),
  AuthorizerId: z.string().optional(),
  RouteKey: z.string(),
  Target: z.string().regex(/^integrations\/.+$/),
});

export const RESOURCE_MODELS = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SQS::Queue': queue,
  'AWS::Lambda::Function': lambda,
  'AWS::Lambda::EventSourceMapping': eventSource,
  'AWS::Events::Rule': rule,
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Stage': stage,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Authorizer': authorizer,
  'AWS::ApiGatewayV2::Route': route,
} as const;

export type ModelledType = keyof typeof RESOURCE_MODELS;
export type Properties<T extends ModelledType> = z.infer<(typeof RESOURCE_MODELS)[T]>;
