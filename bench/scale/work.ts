import type { Count, Counts } from '../cost/count-calls.ts';
import type { Load } from './load.ts';

/** What SQS takes in a call, and gives to an invocation. */
const MESSAGES = 10;
const KB = 1024;
const CHUNK_BYTES = 64 * KB;

/**
 * Sizes that the units of `bench/results/cost.json` come from; the test holds them to it. A header grows with the indexes
 * in its ledger, a resource has its marker and times beside the document.
 */
const HEADER_BYTES = 360;
const INDEX_BYTES = 2.9;
const BESIDE_DOCUMENT_BYTES = 300;
const PATCH_BYTES = 80;
/** Compressed, as those of the bench are, which are much alike; patches that have little in common take ten times that. */
const PAYLOAD_BYTES = 2;

/** Of the index `open`: a header is put into it, noted there as enqueued, and taken out. */
export const OPEN_INDEX_UNITS = 3;
/** Of the index `by-owner`. */
export const OWNER_INDEX_UNITS = 1;

export type Batch = Pick<Load, 'patches' | 'resources' | 'documentBytes'>;

/** What one batch calls when messages come ten at a time, as the bench of costs counts it. */
export function workOf({ patches, resources, documentBytes }: Batch): Counts {
  const calls = Math.ceil(resources / MESSAGES);
  const messageUnits = Math.ceil((patches / calls) * (PATCH_BYTES / CHUNK_BYTES));
  const itemBytes = documentBytes + BESIDE_DOCUMENT_BYTES;
  const updates = Array.from({ length: calls }, (_, at) => headerUnits(((at + 1) * patches) / calls));
  // The last update is of the status, and takes the header out of the index `open`.
  const completing = headerUnits(patches) + 1;
  // The header itself, and that it is enqueued, with the indexes that it is in.
  const [stored, enqueued] = [3, 2];
  return new Map<string, Count>([
    ['Batches PutItem', { calls: 2, units: stored + unitsOf(patches * PAYLOAD_BYTES, KB) }],
    ['SQS SendMessageBatch', { calls, units: calls * messageUnits }],
    ['SQS ReceiveMessage', { calls, units: calls * messageUnits }],
    ['SQS DeleteMessageBatch', { calls, units: calls }],
    ['Resources BatchGetItem', { calls, units: resources * unitsOf(itemBytes, 4 * KB) }],
    ['Batches BatchGetItem', { calls: 2 * calls, units: 2 * calls }],
    ['Resources PutItem', { calls: resources, units: resources * unitsOf(itemBytes, KB) }],
    ['Batches UpdateItem', { calls: calls + 2, units: enqueued + sum(updates) + completing }],
  ]);
}

/** How often a part of a batch's work is called, and for how many units. */
export function countOf(work: Counts, part: string): Count {
  const count = work.get(part);
  if (count === undefined) throw new Error(`a batch does not call ${part}`);
  return count;
}

function headerUnits(indexes: number): number {
  return unitsOf(HEADER_BYTES + indexes * INDEX_BYTES, KB);
}

function unitsOf(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
