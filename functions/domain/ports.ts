// What the use cases need from the outside, in domain words. `adapters/` fulfils them with AWS, tests in memory.
import type { Batch, BatchHeader, BatchKey, FinalStatus, IndexedPatch, Owner } from './batch.ts';
import type { Failure } from './fold.ts';
import type { Delivery, LaneMessage } from './lanes.ts';
import type { Settled } from './ledger.ts';
import type { Resource, ResourceKey, ResourceState } from './resource.ts';
import type { SchemaDefinition } from './schema-definition.ts';

/** Structured facts with stable keys; never a payload, a token or a customer's data. An `error` is logged with its causes. */
export interface Log {
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}
export interface LogFacts {
  readonly error?: unknown;
  readonly [fact: string]: unknown;
}

export interface SchemaDefinitions {
  /** The current version, by id, name or plural name, ignoring case; of an active definition, as everywhere else. */
  find(partnerId: string, idOrName: string): Promise<SchemaDefinition | undefined>;
  /** The same by its id alone, which another definition may have for its name. */
  findById(partnerId: string, schemaId: string): Promise<SchemaDefinition | undefined>;
  /** Any version that ever was the current one, even of a definition that was deactivated; it never changes. */
  findVersion(partnerId: string, schemaId: string, version: number): Promise<SchemaDefinition | undefined>;
  /** The current versions of a partner's definitions, in no order. */
  list(partnerId: string): Promise<readonly SchemaDefinition[]>;
  /** Stores a new definition, unless one of its names is taken: then nothing is stored and the name is given back. */
  create(definition: SchemaDefinition): Promise<{ kind: 'created' } | { kind: 'name-taken'; name: string }>;
  /** Makes a version the current one, if the version right before it still is. */
  update(next: SchemaDefinition): Promise<{ kind: 'updated' | 'conflict' | 'not-found' }>;
  /** Hides a definition for good; its names stay taken. False when there is none, or it was hidden before. */
  deactivate(definition: Pick<SchemaDefinition, 'partnerId' | 'id'>, at: string): Promise<boolean>;
}

export interface BatchIntake {
  /**
   * Stores the patches, then the header: when this returns, the batch is durable; or another one with the same
   * idempotency key was there before it, which is given back.
   */
  commit(batch: Batch, patches: readonly IndexedPatch[]): Promise<BatchHeader>;
  /** The batch that was accepted with an idempotency key. Strongly consistent. */
  findByKey(owner: Owner, keyDigest: string): Promise<BatchHeader | undefined>;
  /** Notes that every lane is in the queue, so that the sweeper need not send it; the first time counts. */
  markEnqueued(batch: BatchKey): Promise<void>;
}

/** A batch that is not known to be complete, as the index of those shows it: moments old. */
export interface OpenBatch {
  /** Where its header is; means nothing to anybody else. */
  readonly place: string;
  readonly createdAt: string;
  readonly enqueuedAt: string | undefined;
}

export interface OpenBatches {
  /** All tenants' open batches, oldest first, read as needed. One may be missing in the moments after it was accepted. */
  scan(pageSize: number): AsyncIterable<OpenBatch>;
  /** Strongly consistent; undefined when it has expired. Where an expired one shared its key, its successor. */
  header(open: OpenBatch): Promise<BatchHeader | undefined>;
  /** Takes a batch that has expired out of the index; false when it was gone already. */
  forget(open: OpenBatch): Promise<boolean>;
}

export interface LaneQueue {
  /**
   * Sends messages; those of one resource arrive in the order given, and none of them after one that could not be
   * sent. Gives back how many were not sent after bounded retries.
   */
  send(messages: readonly LaneMessage[]): Promise<{ readonly unsent: number }>;
}

export interface DeadLetterArchive {
  /** Keeps a message for inspection, as it was, until its retention ends. */
  keep(letter: Pick<Delivery, 'messageId' | 'groupId' | 'body'>, reason: string): Promise<void>;
}

export interface BatchProgress {
  /** Strongly consistent. */
  header(batch: BatchKey): Promise<BatchHeader | undefined>;
  /** Why records failed; may hold records whose failure never came to count, so read it against the ledger. */
  failures(batch: BatchKey): Promise<ReadonlyMap<number, RecordedFailure>>;
}

export interface BatchContent {
  /** What the batch was accepted with, in request order. */
  patches(batch: BatchKey): Promise<readonly IndexedPatch[]>;
}

export interface ListedBatch {
  readonly batchId: string;
  /** Strongly consistent; undefined when the batch has expired. */
  readonly header: BatchHeader | undefined;
}

export interface BatchList {
  /**
   * A tenant's batches, newest first, after the one named, read as needed, so many at a time. A batch may be missing in
   * the moments after it was accepted.
   */
  scan(owner: Owner, after: string | undefined, pageSize: number): AsyncIterable<ListedBatch>;
}

export interface RecordedFailure extends Failure {
  readonly index: number;
  readonly externalId: string;
}

export interface BatchControl {
  /** Makes the consumer cancel what it has not applied yet, and gives the header after it. Undefined: no such batch. */
  requestCancel(batch: BatchKey, at: string): Promise<BatchHeader | undefined>;
}

export interface BatchLedger {
  /** Strongly consistent. */
  header(batch: BatchKey): Promise<BatchHeader | undefined>;
  /** Why one record failed; undefined when nothing says that it did. */
  failure(batch: BatchKey, index: number): Promise<RecordedFailure | undefined>;
  /** They expire with their batch. */
  saveFailures(batch: Batch, failures: readonly RecordedFailure[]): Promise<void>;
  /** Adds outcomes to the ledger and gives the header after it; adding one again changes nothing. Undefined: no such batch. */
  record(batch: BatchKey, settled: readonly Settled[], at: string): Promise<BatchHeader | undefined>;
  /** Flips the status; false when it was final already. */
  complete(batch: BatchKey, status: FinalStatus, at: string): Promise<boolean>;
}

export type WriteResult =
  | { readonly kind: 'written' }
  /** Somebody else wrote in between; `current` is what stands now. */
  | { readonly kind: 'conflict'; readonly current: ResourceState };

export interface ResourceWriter {
  /** Writes a resource's next state if its revision is still `expectedRevision`. */
  write(key: ResourceKey, next: ResourceState, expectedRevision: number): Promise<WriteResult>;
}

export interface ResourceReader {
  /** Strongly consistent; `NO_STATE` where there is nothing. */
  read(key: ResourceKey): Promise<ResourceState>;
}

export interface ListedResource {
  readonly externalId: string;
  readonly resource: Resource;
}

export interface ResourceList {
  /** A tenant's resources of one schema in an order of their own, after the one named, strongly consistent, read as needed. */
  scan(
    owner: Owner,
    schemaId: string,
    after: string | undefined,
    pageSize: number,
  ): AsyncIterable<ListedResource>;
}

/** What one invocation of the consumer starts from. */
export interface Snapshot {
  stateOf(key: ResourceKey): ResourceState;
  headerOf(key: BatchKey): BatchHeader | undefined;
}

/** Reads all resources and batch headers that some messages name, strongly consistent, each once. */
export type ReadSnapshot = (
  resources: readonly ResourceKey[],
  batches: readonly BatchKey[],
) => Promise<Snapshot>;

/**
 * Comes between two patches of a lane, so that other lanes of the invocation go on.
 * @throws TransientError when the invocation has no time left for the lane.
 */
export type TakeTurn = () => Promise<void>;

/** Begins the turns of one invocation, which ends in so many milliseconds. */
export type StartTurns = (msLeft: number) => TakeTurn;
