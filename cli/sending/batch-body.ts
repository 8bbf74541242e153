import type { Operation } from '../api-types.ts';

/** The body of a batch in its parts: items stand between commas. */
const ENVELOPES = {
  patch: ['{"resources":[', ']}'],
  upload: ['{"resources":[', ']}'],
  delete: ['{"externalIds":[', ']}'],
} as const satisfies Readonly<Record<Operation, readonly [string, string]>>;

/** One record on its way: what is sent of it is its text, so that no number loses a digit. */
export interface SourceRecord {
  /** The patch as JSON text; of a deletion an object that names the resource. */
  readonly json: string;
  readonly externalId: string;
  /** Where it stands in its file, from 1. */
  readonly line?: number | undefined;
  /** Bytes of its file up to about its end. */
  readonly position?: number | undefined;
}

/** What stands in the body for a record. */
export function itemOf(operation: Operation, { json, externalId }: SourceRecord): string {
  return operation === 'delete' ? JSON.stringify(externalId) : json;
}

export function bodyOf(operation: Operation, records: readonly SourceRecord[]): string {
  const [head, tail] = ENVELOPES[operation];
  return head + records.map((record) => itemOf(operation, record)).join(',') + tail;
}

/** Bytes of a body without items. */
export function emptyBodyBytes(operation: Operation): number {
  return ENVELOPES[operation].join('').length;
}
