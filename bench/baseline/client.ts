import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { createLocalDynamoClient } from '../../local/clients.ts';
import type { FunctionPool } from '../../local/functions/pool.ts';
import { runAll } from '../calls.ts';
import { ID_FIELD } from './message.ts';
import { TABLES } from './places.ts';

export interface ClientOptions {
  /** Of the DynamoDB server itself, so that what is asked here is not counted. */
  readonly endpoint: string;
  readonly submit: FunctionPool;
}

const POLL_MS = 25;
const CONCURRENT_PUTS = 20;

const submitted = z.object({ batchId: z.string() });
const identified = z.looseObject({ [ID_FIELD]: z.string() });
const batch = z.object({ total: z.number(), succeeded: z.number(), failed: z.number() });

/** What stands for the caller of the baseline: it has no API, which spares it the gateway and the check of a token. */
export function createClient({ endpoint, submit }: ClientOptions) {
  const raw = createLocalDynamoClient(endpoint);
  const client = DynamoDBDocumentClient.from(raw);
  const untilFinal = async (batchId: string): Promise<void> => {
    const read = new GetCommand({ TableName: TABLES.batches, Key: { batchId }, ConsistentRead: true });
    for (;;) {
      const { total, succeeded, failed } = batch.parse((await client.send(read)).Item);
      if (failed > 0) throw new Error(`${failed} patches of the baseline failed`);
      if (succeeded === total) return;
      await sleep(POLL_MS);
    }
  };
  return {
    async create(documents: readonly object[]): Promise<void> {
      const puts = documents.map((data) => async () => {
        const { [ID_FIELD]: resourceId } = identified.parse(data);
        await client.send(
          new PutCommand({ TableName: TABLES.resources, Item: { resourceId, version: 1, data } }),
        );
      });
      await runAll(puts, CONCURRENT_PUTS);
    },
    async submit(resources: readonly object[]): Promise<string> {
      const answer = await submit.invoke(JSON.stringify({ resources }));
      if (answer.kind === 'failed') throw new Error(`the baseline took no batch: ${answer.errorMessage}`);
      return submitted.parse(JSON.parse(answer.payload)).batchId;
    },
    untilFinal,
    stop: () => raw.destroy(),
  };
}
