import type { Properties } from './resource-models.ts';

// What is to run, in the local run's own words: the template with every reference followed.

export interface TableSpec {
  readonly id: string;
  readonly name: string;
  readonly properties: Properties<'AWS::DynamoDB::GlobalTable'>;
}

export interface QueueSpec {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** As SetQueueAttributes takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface FunctionSpec {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Folder of the bundle. */
  readonly code: string;
  /** `<file without ending>.<export>` */
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly jsonLogs: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

export interface EventSourceSpec {
  readonly id: string;
  readonly queue: QueueSpec;
  readonly function: FunctionSpec;
  readonly batchSize: number;
  /** Invocations at once; undefined when the template sets no bound. */
  readonly maximumConcurrency: number | undefined;
  readonly reportBatchItemFailures: boolean;
}

export interface ScheduleSpec {
  readonly id: string;
  readonly arn: string;
  readonly intervalMs: number;
  readonly functions: readonly FunctionSpec[];
}

export interface AuthorizerSpec {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Name of the header that holds the token, in lower case. */
  readonly header: string;
}

export interface RouteSpec {
  /** `METHOD /path/{parameter}` or `$default` */
  readonly key: string;
  readonly function: FunctionSpec;
  readonly timeoutMs: number;
  readonly authorizer: AuthorizerSpec | undefined;
}

export interface ApiSpec {
  readonly id: string;
  readonly routes: readonly RouteSpec[];
}

export interface StackSpec {
  readonly region: string;
  readonly accountId: string;
  readonly tables: readonly TableSpec[];
  readonly queues: readonly QueueSpec[];
  readonly functions: readonly FunctionSpec[];
  readonly eventSources: readonly EventSourceSpec[];
  readonly schedules: readonly ScheduleSpec[];
  readonly api: ApiSpec;
}
