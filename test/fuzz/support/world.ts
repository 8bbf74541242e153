import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createLocalSqsClient } from '../../../local/clients.ts';
import { succeeded } from '../../../local/events/batch-response.ts';
import { toSqsRecord } from '../../../local/events/sqs-record.ts';
import type { EventSourceSpec } from '../../../local/template/stack.ts';
import { type Servers, startServers } from '../../support/servers.ts';
import { toEvent } from './event.ts';
import type { Known } from './expand.ts';
import { type Handlers, type Invoked, startHandlers } from './handlers.ts';
import type { FuzzRequest } from './request.ts';
import { DEFINITIONS, definitionRequest, resourcesRequest } from './schemas.ts';

/** What sending a request came to. */
export interface Observed {
  /** Of the route's function. */
  readonly invoked: Invoked;
  /** What the consumer could not deal with of what was accepted. */
  readonly unapplied: string | undefined;
}

/** The functions behind all routes and the queue, on real servers. */
export interface World {
  readonly send: (request: FuzzRequest) => Promise<Observed>;
  /** Whether API Gateway would hand the request on: Lambda takes 6 MB. */
  readonly fits: (request: FuzzRequest) => boolean;
  /** What the log says of the last request that ended in an error. */
  readonly lastFailure: () => Promise<string | undefined>;
  readonly stop: () => Promise<void>;
}

/** Lists grow, and reading them takes longer: after so many requests there is another partner. */
const REQUESTS_PER_PARTNER = 1500;
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

export async function openWorld(folder: string): Promise<World> {
  const servers = await startServers(folder);
  const { stack } = servers;
  const [source] = stack.eventSources.filter(({ queue }) => queue.url === servers.queueUrl);
  if (source === undefined) throw new Error('nothing consumes the queue of patches');
  const functionOf = new Map(stack.api.routes.map(({ key, function: { name } }) => [key, name]));
  const routed = stack.functions.filter(({ name }) =>
    [...functionOf.values(), source.function.name].includes(name),
  );
  const log = join(folder, 'functions.log');
  const output = openSync(log, 'a');
  const settings = { region: stack.region, dynamoEndpoint: servers.dynamodb, sqsEndpoint: servers.sqs };
  const handlers = startHandlers(routed, settings, output);
  const client = createLocalSqsClient(servers.sqs);

  let count = 0;
  let known = newKnown(0);

  const invoke = async (request: FuzzRequest): Promise<Invoked> => {
    const event = JSON.stringify(toEvent(request, known));
    return await handlers.invoke(functionOf.get(request.route) ?? '', event);
  };

  const send: World['send'] = async (request) => {
    if (count % REQUESTS_PER_PARTNER === 0) {
      known = newKnown(count);
      for (const name of Object.keys(DEFINITIONS)) {
        const made = await invoke(definitionRequest(name));
        learn(known, made);
        if (!known.schemaIds.has(name)) throw new Error(`${name} was not made: ${JSON.stringify(made)}`);
        learn(known, await invoke(resourcesRequest(name)));
      }
    }
    count += 1;
    known = { ...known, fresh: `n${count}` };
    const invoked = await invoke(request);
    learn(known, invoked, request.route);
    // Now and then a batch waits, so that there is one to be cancelled.
    const unapplied =
      enqueued(invoked) && count % 4 !== 0 ? await applyAll(handlers, client, source, servers) : undefined;
    return { invoked, unapplied };
  };

  return {
    send,
    fits: (request) => Buffer.byteLength(JSON.stringify(toEvent(request, known))) <= MAX_EVENT_BYTES,
    lastFailure: async () => {
      const lines = (await readFile(log, 'utf8')).split('\n');
      return lines.findLast((line) => line.includes('"request failed"'));
    },
    stop: async () => {
      await handlers.stop();
      client.destroy();
      await servers.stop();
    },
  };
}

function enqueued(invoked: Invoked): boolean {
  return invoked.kind === 'done' && invoked.writes.some((one) => one.startsWith('Send'));
}

interface Learning extends Known {
  readonly batches: string[];
  readonly made: string[];
  readonly cursors: Map<string, string>;
  readonly schemaIds: Map<string, string>;
}

function newKnown(count: number): Learning {
  return {
    partner: `partner-${count}`,
    fresh: `n${count}`,
    batches: [],
    made: [],
    cursors: new Map(),
    schemaIds: new Map(),
  };
}

const answer = z.object({ statusCode: z.number(), body: z.string() });
const telling = z.object({
  data: z.object({
    batchId: z.string().optional(),
    id: z.string().optional(),
    name: z.string().optional(),
    pagination: z.object({ cursor: z.string().nullable() }).optional(),
  }),
});

/** How many batches and definitions later requests can name. */
const REMEMBERED = 12;

function learn(known: Learning, invoked: Invoked, route = ''): void {
  if (invoked.kind !== 'done' || invoked.payload === undefined) return;
  const { data: read } = answer.safeParse(JSON.parse(invoked.payload));
  if (read === undefined || read.statusCode >= 300 || !read.body.startsWith('{"success"')) return;
  const { data } = telling.safeParse(JSON.parse(read.body)).data ?? {};
  if (read.statusCode === 202 && data?.batchId !== undefined) remember(known.batches, data.batchId);
  if (read.statusCode === 201 && data?.name !== undefined && data.id !== undefined) {
    if (data.name in DEFINITIONS) known.schemaIds.set(data.name, data.id);
    else remember(known.made, data.name);
  }
  if (data?.pagination?.cursor) known.cursors.set(route, data.pagination.cursor);
}

function remember(list: string[], one: string): void {
  list.unshift(one);
  list.splice(REMEMBERED);
}

/** Has the consumer deal with all messages; what is accepted must be fit to be applied. */
async function applyAll(
  handlers: Handlers,
  client: SQSClient,
  { queue, function: consumer }: EventSourceSpec,
  { stack }: Servers,
): Promise<string | undefined> {
  const problems: string[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        WaitTimeSeconds: 0,
      }),
    );
    if (Messages.length === 0) return problems[0];
    const Records = Messages.map((message) => toSqsRecord(message, queue.arn, stack.region));
    const invoked = await handlers.invoke(consumer.name, JSON.stringify({ Records }));
    const ids = Records.map(({ messageId }) => messageId);
    const requestId = '';
    const done =
      invoked.kind === 'done' && invoked.payload !== undefined
        ? succeeded(ids, { kind: 'returned', requestId, payload: invoked.payload }, true).done
        : [];
    if (done.length < ids.length) {
      problems.push(JSON.stringify({ invoked, bodies: Records.map(({ body }) => body.slice(0, 2000)) }));
    }
    // Also what was not dealt with: the next request must not meet it.
    const Entries = Records.map(({ messageId, receiptHandle }) => ({
      Id: messageId,
      ReceiptHandle: receiptHandle,
    }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  }
}
