import type { RecordedCall } from '../../support/privileges/recorder.ts';

/** One call to DynamoDB: what it does, and to which keys, in the order of the call. */
export interface KeyedCall {
  readonly operation: string;
  readonly keys: readonly RecordedKey[];
}

export interface RecordedKey {
  /** Name of the attribute of the key: `pk`, `sk`, or one of an index. */
  readonly name: string;
  readonly value: string;
}

export function keyedCalls(calls: readonly RecordedCall[]): readonly KeyedCall[] {
  return calls
    .filter(({ service }) => service === 'dynamodb')
    .map(({ operation, input }) => ({ operation, keys: [...keysIn(input)] }));
}

/** Of the tables and of the index by owner, in items, keys and the values of conditions. */
const KEY_NAMES: ReadonlySet<string> = new Set(['pk', 'sk', 'owner']);

function* keysIn(value: unknown): Iterable<RecordedKey> {
  if (typeof value !== 'object' || value === null) return;
  for (const [placed, part] of Object.entries(value)) {
    const name = placed.replace(/^:/, '');
    if (KEY_NAMES.has(name) && typeof part?.S === 'string') yield { name, value: part.S };
    else yield* keysIn(part);
  }
}
