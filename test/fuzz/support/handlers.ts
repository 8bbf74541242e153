import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environmentOf, type RuntimeSettings } from '../../../local/functions/environment.ts';
import type { FunctionSpec } from '../../../local/template/stack.ts';
import { type Done, message } from './handler-messages.ts';

/** What an invocation came to; `lost` when the process hung or ended over it. */
export type Invoked = Done | { readonly kind: 'lost'; readonly how: string };

/** The handlers of the real bundles, in a process of their own so that one that hangs can be ended. */
export interface Handlers {
  /** One at a time. */
  readonly invoke: (name: string, event: string) => Promise<Invoked>;
  readonly stop: () => Promise<void>;
}

const ENTRY = fileURLToPath(new URL('handlers-process.ts', import.meta.url));

/** The smallest memory of a function that parses bodies or reads pages; all of them share it here. */
const HEAP_MB = 512;

/** Far beyond anything that is no hang, on a machine that others use too. */
const HANG_MS = 30_000;

export function startHandlers(
  functions: readonly FunctionSpec[],
  settings: RuntimeSettings,
  output: number,
): Handlers {
  const environment = commonEnvironment(functions, settings);
  const list = JSON.stringify(functions.map(({ name, code }) => ({ name, code })));
  let child: ChildProcess | undefined;

  const start = async (): Promise<ChildProcess> => {
    const started = fork(ENTRY, [list], {
      env: environment,
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      serialization: 'advanced',
      stdio: ['ignore', output, output, 'ipc'],
    });
    const reply = await next(started);
    if (reply.kind !== 'ready') throw new Error(`the handlers did not start: ${JSON.stringify(reply)}`);
    return started;
  };

  const stop = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGKILL');
    await ended;
  };

  return {
    async invoke(name, event) {
      child ??= await start();
      const reply = next(child);
      child.send({ name, event }, () => {});
      const result = await reply;
      if (result.kind === 'ready') throw new Error('the handlers answered an invocation with "ready"');
      // What came to be part of all objects would be held against every request that follows.
      if (result.kind === 'lost' || result.added.length > 0) await stop();
      return result;
    },
    stop,
  };
}

/** The process's next message, or its end, to which it is brought when it takes too long. */
function next(child: ChildProcess): Promise<ReturnType<typeof message.parse> | Invoked> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle({ kind: 'lost', how: `no answer in ${HANG_MS} ms` }), HANG_MS);
    const onMessage = (sent: unknown) => settle(message.parse(sent));
    const onExit = (code: number | null, signal: string | null) =>
      settle({ kind: 'lost', how: `the process ended: ${code ?? signal}` });
    const settle = (outcome: ReturnType<typeof message.parse> | Invoked) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(outcome);
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}

/** The functions share a process, so they have to agree on what their variables say. */
function commonEnvironment(
  functions: readonly FunctionSpec[],
  settings: RuntimeSettings,
): Record<string, string> {
  const common: Record<string, string> = {};
  for (const spec of functions) {
    for (const [name, value] of Object.entries(spec.environment)) {
      if ((common[name] ?? value) !== value) throw new Error(`functions differ in ${name}`);
      common[name] = value;
    }
  }
  const [first] = functions;
  if (first === undefined) throw new Error('there is no function');
  return { ...environmentOf(first, settings), ...common };
}
