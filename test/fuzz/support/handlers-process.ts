// The process that the handlers of all functions run in together: `node handlers-process.ts <functions as JSON>`. One
// invocation at a time, so that what the process did meanwhile was that invocation's doing.
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { type Done, invocation, loaded } from './handler-messages.ts';

process.on('disconnect', () => process.exit());

type Handler = (event: unknown, context: object) => unknown;
const bundle = z.object({ handler: z.custom<Handler>((value) => typeof value === 'function') });

const handlers = new Map<string, Handler>();
for (const { name, code } of loaded.parse(JSON.parse(process.argv[2] ?? ''))) {
  const module: unknown = await import(pathToFileURL(join(code, 'index.mjs')).href);
  handlers.set(name, bundle.parse(module).handler);
}

/** What would change for every object of the process. */
const SHARED = [Object, Array, Function, String, Number, Boolean, Promise, Map, Set].map(
  ({ prototype }) => prototype,
);
const namesOfShared = () => SHARED.flatMap((prototype) => Reflect.ownKeys(prototype).map(String));
const before = new Set(namesOfShared());

const WRITES = /^(?:Put|Update|Delete|BatchWrite|Transact|Send)/;
let writes: string[] = [];
// What the servers refused, a condition that failed for one, wrote nothing.
subscribe('http.client.response.finish', (message) => {
  // https://nodejs.org/api/diagnostics_channel.html#event-httpclientresponsefinish
  const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
  const operation = String(request.getHeader('x-amz-target')).split('.').at(-1) ?? '';
  if (response.statusCode === 200 && WRITES.test(operation)) writes.push(operation);
});

process.on('message', (message) => void answer(invocation.parse(message)));
process.send?.({ kind: 'ready' });

async function answer({ name, event }: z.infer<typeof invocation>): Promise<void> {
  writes = [];
  const cpu = process.cpuUsage();
  const outcome = await run(name, event);
  const { user, system } = process.cpuUsage(cpu);
  const done: Done = {
    kind: 'done',
    ...outcome,
    cpuMs: (user + system) / 1000,
    writes,
    added: namesOfShared().filter((one) => !before.has(one)),
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
  process.send?.(done);
}

async function run(name: string, event: string): Promise<Pick<Done, 'payload' | 'threw'>> {
  const context = {
    awsRequestId: 'fuzz',
    functionName: name,
    getRemainingTimeInMillis: () => 25_000,
  };
  try {
    return { payload: JSON.stringify(await handlers.get(name)?.(JSON.parse(event), context)) ?? 'null' };
  } catch (error) {
    return { threw: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
