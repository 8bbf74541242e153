import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalSqsClient } from '../../../local/clients.ts';
import { startServers } from '../../support/servers.ts';
import { applyAll } from './apply-all.ts';
import { toEvent } from './event.ts';
import { TooLong } from './expand.ts';
import { type Invoked, startHandlers } from './handlers.ts';
import { learn, newKnown } from './known.ts';
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
      enqueued(invoked) && count % 4 !== 0
        ? await applyAll({ handlers, client, source, region: stack.region })
        : undefined;
    return { invoked, unapplied };
  };

  return {
    send,
    fits: (request) => {
      try {
        return Buffer.byteLength(JSON.stringify(toEvent(request, known))) <= MAX_EVENT_BYTES;
      } catch (error) {
        if (error instanceof TooLong) return false;
        throw error;
      }
    },
    lastFailure: async () => {
      const lines = (await readFile(log, 'utf8')).split('\n');
      return lines.findLast((line) => line.includes('"request failed"'));
    },
    stop: async () => {
      await handlers.stop();
      closeSync(output);
      client.destroy();
      await servers.stop();
    },
  };
}

function enqueued(invoked: Invoked): boolean {
  return invoked.kind === 'done' && invoked.writes.some((one) => one.startsWith('Send'));
}
