import * as z from 'zod/mini';
import { CorruptDataError } from '../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { decodeEntry, encodeEntry, type MarkerEntry } from '../domain/marker.ts';
import { NO_STATE, type ResourceState } from '../domain/resource.ts';
import { fromAttributes, toAttributes } from './attribute-names.ts';
import { toEpochSeconds } from './batch-items.ts';

/**
 * How long a tombstone keeps the marker of a resource that is not there: longer than any message lives, which is the
 * dead-letter queue's 14 days after the main queue's.
 */
const TOMBSTONE_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

const attributes = z.custom<JsonObject>(isJsonObject);

const resourceItem = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  data: attributes,
});

const stateItem = z.object({
  version: z.int().check(z.minimum(0)),
  revision: z.int().check(z.minimum(1)),
  marker: z.pipe(
    z.array(z.string()),
    z.transform((entries, { issues }): MarkerEntry[] =>
      entries.map((entry) => {
        const decoded = decodeEntry(entry);
        if (decoded !== undefined) return decoded;
        issues.push({ code: 'custom', input: entry, message: 'is not a marker entry' });
        return z.NEVER;
      }),
    ),
  ),
  forgotten: z.exactOptional(z.string()),
  lost: z.exactOptional(z.string()),
  expiresAt: z.optional(z.number()),
  resource: z.optional(resourceItem),
});

export function toItem({ resource, version, revision, marker, forgotten, lost }: ResourceState, now: Date) {
  const shared = {
    version,
    revision,
    marker: marker.map(encodeEntry),
    ...(forgotten === undefined ? {} : { forgotten }),
    ...(lost === undefined ? {} : { lost }),
  };
  if (resource === undefined) {
    return { ...shared, expiresAt: toEpochSeconds(new Date(now.getTime() + TOMBSTONE_DAYS * DAY_MS)) };
  }
  const { id, createdAt, updatedAt, data } = resource;
  return { ...shared, id, createdAt, updatedAt, data: toAttributes(data) };
}

/** What an item says of its resource; DynamoDB deletes expired tombstones within days, so they are passed over here. */
export function parseState(item: Readonly<Record<string, unknown>> | undefined, now: Date): ResourceState {
  if (item === undefined) return NO_STATE;
  const result = stateItem.safeParse({ ...item, resource: 'data' in item ? item : undefined });
  if (!result.success) throw new CorruptDataError('a resource is not readable', { cause: result.error });
  const { resource, expiresAt, ...state } = result.data;
  if (resource === undefined) {
    return expiresAt !== undefined && expiresAt <= toEpochSeconds(now) ? NO_STATE : { resource, ...state };
  }
  return {
    resource: { ...resource, version: state.version, data: fromAttributes(resource.data) },
    ...state,
  };
}
