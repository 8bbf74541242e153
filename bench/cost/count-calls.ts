import * as z from 'zod';
import type { Answer, Call, Interception } from '../../local/emulators/proxy.ts';

/** What one kind of call came to. */
export interface Count {
  readonly calls: number;
  /** As they are billed: write or read units of DynamoDB, for SQS one per 64 KB begun. */
  readonly units: number;
}

/** By part: `Resources PutItem`, `SQS SendMessageBatch`. */
export type Counts = ReadonlyMap<string, Count>;

export interface Counter {
  readonly dynamodb: Interception;
  readonly sqs: Interception;
  /** What was counted since the last time this was called. */
  readonly take: () => Counts;
}

const consumed = z.object({ TableName: z.string(), CapacityUnits: z.number() });
const capacity = z.object({
  ConsumedCapacity: z.union([z.array(consumed), consumed.transform((one) => [one])]),
});
const received = z.object({ Messages: z.array(z.unknown()).default([]) });

/** https://aws.amazon.com/sqs/pricing/: a payload is a request per 64 KB. */
const CHUNK_BYTES = 64 * 1024;

/** Counts the calls that reach the servers, in units that are billed. */
export function createCounter(): Counter {
  const counts = new Map<string, Count>();
  const add = (part: string, more: number) => {
    const { calls, units } = counts.get(part) ?? { calls: 0, units: 0 };
    counts.set(part, { calls: calls + 1, units: units + more });
  };
  return {
    dynamodb: async (call) => {
      const request = z.record(z.string(), z.unknown()).parse(JSON.parse(call.body.toString()));
      const body = Buffer.from(JSON.stringify({ ...request, ReturnConsumedCapacity: 'TOTAL' }));
      const answer = await call.forward(body);
      for (const { TableName, CapacityUnits } of consumedBy(call, answer)) {
        const table = shortName(TableName);
        // A process asks for a definition once a minute, for however many batches: that it falls on this one is chance.
        if (table !== 'SchemaDefinitions') add(`${table} ${call.operation}`, CapacityUnits);
      }
      return answer;
    },
    sqs: async (call) => {
      const answer = await call.forward();
      // A receive that finds nothing is what an idle queue costs, and no batch.
      if (call.operation === 'ReceiveMessage' && messagesIn(answer) === 0) return answer;
      const { length } = call.operation === 'ReceiveMessage' ? answer.body : call.body;
      add(`SQS ${call.operation}`, Math.ceil(length / CHUNK_BYTES));
      return answer;
    },
    take: () => {
      const taken = new Map(counts);
      counts.clear();
      return taken;
    },
  };
}

function consumedBy({ operation }: Call, { status, body }: Answer) {
  const { data } = capacity.safeParse(JSON.parse(body.toString()));
  // A refused condition is billed and not said; no call of these batches comes to one.
  if (data === undefined) throw new Error(`DynamoDB answered ${operation} with ${status}: nothing to count`);
  return data.ConsumedCapacity;
}

function messagesIn({ body }: Answer): number {
  return received.parse(JSON.parse(body.toString())).Messages.length;
}

/** `Patchlane-local-TablesBatchesE41CF580` is `Batches`. */
function shortName(table: string): string {
  return /Tables([A-Za-z]+?)[0-9A-F]{8}$/.exec(table)?.[1] ?? table;
}
