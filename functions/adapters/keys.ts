import { hash } from 'node:crypto';
import type { BatchKey, Owner } from '../domain/batch.ts';
import type { ResourceKey } from '../domain/resource.ts';
import { utf8Bytes } from '../domain/storable.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * One tenant's resources of one schema are spread over this many partitions of at most 1000 writes/s each. It is part of
 * every key: changing it would lose sight of what is stored.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html
 */
const SHARDS = 8;

/** Sweepers read the index of open batches shard by shard; one key alone would end at 1000 writes/s. */
export const OPEN_SHARDS = 4;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_PK_BYTES = 2048;
const MAX_SK_BYTES = 1024;

/** False where no item can be, and DynamoDB would refuse to look: at keys that are empty or too long. */
export function canHoldItem({ pk, sk }: Key): boolean {
  return sk !== '' && utf8Bytes(pk) <= MAX_PK_BYTES && utf8Bytes(sk) <= MAX_SK_BYTES;
}

/** `encodeURIComponent` leaves no `#`, so different parts never make the same key. */
function join(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('#');
}

export function resourceKey(key: ResourceKey): Key {
  const pk = resourcePartition(key, key.schemaId, shardOf(key.externalId, SHARDS));
  return { pk, sk: key.externalId };
}

function resourcePartition({ partnerId, tenantId }: Owner, schemaId: string, shard: number): string {
  return join(partnerId, tenantId, schemaId, String(shard));
}

/** The partitions that hold a tenant's resources of one schema, from the one that holds `after` on. */
export function resourcePartitions(
  owner: Owner,
  schemaId: string,
  after: string | undefined,
): readonly string[] {
  const first = after === undefined ? 0 : shardOf(after, SHARDS);
  return Array.from({ length: SHARDS - first }, (_, at) => resourcePartition(owner, schemaId, first + at));
}

/**
 * A batch that came with an idempotency key is found by it: its partition is that of the key, whatever the rest of its
 * id, so that the put of its header is the guard against a second one.
 */
export function batchPartition({ partnerId, tenantId, batchId }: BatchKey): string {
  const [id = '', keyDigest] = batchId.split('-', 2);
  return join(partnerId, tenantId, keyDigest === undefined ? id : `-${keyDigest}`);
}

/** The header of whatever batch has been accepted with an idempotency key. */
export function keyedHeaderKey({ partnerId, tenantId }: Owner, keyDigest: string): Key {
  return headerKey({ partnerId, tenantId, batchId: `-${keyDigest}` });
}

/** The partition of the index `by-owner`, which lists a tenant's batches. */
export function ownerPartition({ partnerId, tenantId }: Owner): string {
  return join(partnerId, tenantId);
}

export const HEADER = 'HEADER';

export function headerKey(batch: BatchKey): Key {
  return { pk: batchPartition(batch), sk: HEADER };
}

/** Of one batch alone: requests with the same idempotency key store theirs before one of them becomes the batch. */
export function payloadPrefix({ batchId }: BatchKey): string {
  return `PAYLOAD#${batchId}#`;
}

export function payloadKey(batch: BatchKey, chunk: number): Key {
  return { pk: batchPartition(batch), sk: `${payloadPrefix(batch)}${String(chunk).padStart(3, '0')}` };
}

export const FAILURE_PREFIX = 'FAILURE#';

/** Indexes end at 999; four digits keep their order as text. */
export function failureKey(batch: BatchKey, index: number): Key {
  return { pk: batchPartition(batch), sk: `${FAILURE_PREFIX}${String(index).padStart(4, '0')}` };
}

export const SCHEMA_PREFIX = 'id#';

export function schemaKey(partnerId: string, schemaId: string): Key {
  return { pk: join(partnerId), sk: `${SCHEMA_PREFIX}${schemaId}` };
}

export function schemaNameKey(partnerId: string, name: string): Key {
  return { pk: join(partnerId), sk: `name#${name.toLowerCase()}` };
}

export function schemaVersionKey(partnerId: string, schemaId: string, version: number): Key {
  return { pk: join(partnerId), sk: `version#${schemaId}#${version}` };
}

/**
 * The FIFO group of a resource's messages: 64 hexadecimal digits, of at most 128 characters that SQS takes.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagegroupid-property.html
 */
export function messageGroupId({ partnerId, tenantId, schemaId, externalId }: ResourceKey): string {
  return hash('sha256', join(partnerId, tenantId, schemaId, externalId));
}

export function shardOf(text: string, shards: number): number {
  return hash('sha256', text, 'buffer').readUInt32BE() % shards;
}
