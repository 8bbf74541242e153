import * as z from 'zod/mini';
import type { IndexedPatch } from '../domain/batch.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { jsonOf } from '../domain/json-text.ts';
import { type LaneMessage, laneOf } from '../domain/lanes.ts';
import { canHoldItem, headerKey, resourceKey } from './keys.ts';

const index = z.int().check(z.minimum(0));
/** Half of a surrogate pair cannot be part of a key. */
const id = z.string().check(
  z.minLength(1),
  z.refine((text) => text.isWellFormed()),
);

const laneBody = z.object({
  v: z.literal(1),
  partnerId: id,
  tenantId: id,
  batchId: id,
  schemaId: id,
  externalId: id,
  previous: z.exactOptional(index),
  patches: z
    .array(z.tuple([index, z.custom<JsonObject>(isJsonObject), z.optional(z.int().check(z.minimum(1)))]))
    .check(z.minLength(1)),
});

/**
 * SQS takes the characters of XML 1.0; JSON escapes those it does not take below U+0020, and these two are left.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const NOT_TAKEN_BY_SQS = /[\ufffe\uffff]/g;

export function encodeLane({ patches, ...lane }: LaneMessage): string {
  const head = JSON.stringify({ v: 1, ...lane }).slice(0, -1);
  const body = `${head},"patches":[${patches.map(toTuple).join()}]}`;
  return body.replace(NOT_TAKEN_BY_SQS, (character) => (character === '\ufffe' ? '\\ufffe' : '\\uffff'));
}

function toTuple({ index, patch, ifVersion }: IndexedPatch): string {
  return `[${index},${jsonOf(patch)}${ifVersion === undefined ? '' : `,${ifVersion}`}]`;
}

function fromTuple([index, patch, ifVersion]: readonly [
  number,
  JsonObject,
  (number | undefined)?,
]): IndexedPatch {
  return { index, patch, ...(ifVersion === undefined ? {} : { ifVersion }) };
}

/**
 * Reads what `encodeLane` wrote; undefined when the body is anything else, such as one with ids that no item can have:
 * all messages of an invocation are read in one call, which DynamoDB would refuse for all of them.
 */
export function decodeLane(body: string): LaneMessage | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { data } = laneBody.safeParse(json);
  if (data === undefined) return undefined;
  const { v: _, patches, ...lane } = data;
  if (!canHoldItem(resourceKey(lane)) || !canHoldItem(headerKey(lane))) return undefined;
  return { ...lane, patches: patches.map(fromTuple) };
}

/**
 * Unique per message, so that it deduplicates the same even where a queue's deduplication scope is wider than the group.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
 */
export function deduplicationId(message: LaneMessage): string {
  return `${message.batchId}-${laneOf(message)}`;
}
