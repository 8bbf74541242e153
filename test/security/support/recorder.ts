import { startProxy } from '../../../local/emulators/proxy.ts';
import type { LocalStackOptions } from '../../../local/run.ts';

/** One call to DynamoDB: what it does, and to which keys, in the order of the call. */
export interface RecordedCall {
  readonly operation: string;
  readonly keys: readonly RecordedKey[];
}

export interface RecordedKey {
  /** Name of the attribute of the key: `pk`, `sk`, or one of an index. */
  readonly name: string;
  readonly value: string;
}

export interface Recorder {
  readonly reach: NonNullable<LocalStackOptions['reach']>;
  /** The calls since the last time. */
  readonly take: () => readonly RecordedCall[];
  readonly stop: () => Promise<void>;
}

/** Stands before the stack's DynamoDB and notes what goes through. */
export async function startRecorder(): Promise<Recorder> {
  let calls: RecordedCall[] = [];
  const proxy = await startProxy(async ({ operation, body, forward }) => {
    calls.push({ operation, keys: [...keysIn(JSON.parse(body.toString()))] });
    return await forward();
  });
  return {
    reach: async ({ dynamodb, sqs }) => {
      proxy.target(dynamodb);
      return { dynamodb: proxy.endpoint, sqs };
    },
    take: () => {
      const taken = calls;
      calls = [];
      return taken;
    },
    stop: proxy.stop,
  };
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
