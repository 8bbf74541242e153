import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionSpec } from '../template/stack.ts';
import { type Invocation, type Reply, reply } from './messages.ts';

/** What became of an invocation; the types and messages of failures are Lambda's where Lambda has one. */
export type InvocationResult =
  | {
      readonly kind: 'returned';
      readonly requestId: string;
      readonly payload: string;
      /** Milliseconds of a processor. */
      readonly cpuMs: number;
    }
  | {
      readonly kind: 'failed';
      readonly requestId: string;
      readonly errorType: string;
      readonly errorMessage: string;
    };

/** One process of a function. */
export interface FunctionProcess {
  /** Resolves when the bundle is loaded, or cannot be. Never rejects. */
  readonly loaded: () => Promise<void>;
  /** Runs one invocation; the caller sees to it that there is one at a time. Never rejects. */
  readonly invoke: (requestId: string, event: string) => Promise<InvocationResult>;
  readonly alive: () => boolean;
  readonly pid: number | undefined;
  readonly kill: () => Promise<void>;
}

export interface FunctionProcessOptions {
  readonly spec: FunctionSpec;
  readonly environment: Record<string, string>;
  /** File descriptor that the function's output is appended to. */
  readonly output: number;
}

/** Lambda gives 10 s, on cores of its own; here six functions may start on two busy ones. */
const INIT_TIMEOUT_MS = 30_000;

const ENTRY = fileURLToPath(new URL('function-process.ts', import.meta.url));

/**
 * Beside the bundles of an assembly, and gone with it: the second process of a function loads in two thirds of the time.
 * https://nodejs.org/api/module.html#module-compile-cache
 */
function compileCacheOf({ code }: FunctionSpec): string {
  return join(dirname(code), '.compile-cache');
}

export function startFunctionProcess({ spec, environment, output }: FunctionProcessOptions): FunctionProcess {
  const child = fork(ENTRY, [spec.code, spec.handler], {
    cwd: spec.code,
    env: { ...environment, NODE_COMPILE_CACHE: compileCacheOf(spec) },
    execPath: process.execPath,
    execArgv: [`--max-old-space-size=${spec.memoryMb}`],
    serialization: 'advanced',
    stdio: ['ignore', output, output, 'ipc'],
  });
  const end = ended(child);
  const next = replies(child, end);
  const started = within(INIT_TIMEOUT_MS, next(), child);

  return {
    pid: child.pid,
    loaded: async () => {
      await started;
    },
    alive: () => !child.killed && child.exitCode === null && child.signalCode === null && child.connected,
    kill: async () => {
      child.kill('SIGKILL');
      await end;
    },
    async invoke(requestId, event) {
      const failed = failure(requestId);
      const init = await started;
      if (init.kind === 'late') return failed('Sandbox.Timedout', 'the function did not load within 30 s');
      if (init.kind === 'gone')
        return failed('Runtime.ExitError', `the runtime ended while it loaded: ${init.how}`);
      if (init.kind === 'init-failed') {
        child.kill('SIGKILL');
        return failed(init.errorType, init.errorMessage);
      }
      const answer = next();
      const now = Date.now();
      const message: Invocation = {
        requestId,
        trace: newTrace(now),
        event,
        deadline: now + spec.timeoutMs,
        arn: spec.arn,
      };
      // A process that has just ended cannot be written to; `answer` tells of its end.
      child.send(message, () => {});
      const outcome = await within(spec.timeoutMs, answer, child);
      switch (outcome.kind) {
        case 'returned':
          return { kind: 'returned', requestId, payload: outcome.payload, cpuMs: outcome.cpuMs };
        case 'threw':
          return failed(outcome.errorType, outcome.errorMessage);
        case 'late':
          return failed(
            'Sandbox.Timedout',
            `Task timed out after ${(spec.timeoutMs / 1000).toFixed(2)} seconds`,
          );
        case 'gone':
          return failed('Runtime.ExitError', `Runtime exited with error: ${outcome.how}`);
        default:
          return failed('Runtime.ProtocolError', `the runtime answered an invocation with ${outcome.kind}`);
      }
    },
  };
}

/**
 * Each invocation begins a trace, as it does at Lambda where nobody before it has begun one: an HTTP API does not.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
function newTrace(now: number): string {
  const seconds = Math.floor(now / 1000).toString(16);
  const random = (bytes: number) => randomBytes(bytes).toString('hex');
  return `Root=1-${seconds}-${random(12)};Parent=${random(8)};Sampled=1`;
}

type Gone = { readonly kind: 'gone'; readonly how: string };
type Late = { readonly kind: 'late' };

function failure(requestId: string) {
  return (errorType: string, errorMessage: string): InvocationResult => ({
    kind: 'failed',
    requestId,
    errorType,
    errorMessage: `RequestId: ${requestId} Error: ${errorMessage}`,
  });
}

function ended(child: ChildProcess): Promise<Gone> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'gone', how: error.message }));
    child.once('exit', (code, signal) =>
      resolve({ kind: 'gone', how: signal === null ? `exit status ${code}` : `signal: ${signal}` }),
    );
  });
}

/** Gives a function that waits for the next reply, or for the end of the process. */
function replies(child: ChildProcess, end: Promise<Gone>): () => Promise<Reply | Gone> {
  return () =>
    new Promise((resolve) => {
      const settle = (outcome: Reply | Gone) => {
        child.off('message', take);
        resolve(outcome);
      };
      // A bundle may send messages of its own; at Lambda they would go nowhere either.
      const take = (message: unknown) => {
        const parsed = reply.safeParse(message);
        if (parsed.success) settle(parsed.data);
      };
      child.on('message', take);
      void end.then(settle);
    });
}

/** Kills the process when the promise takes longer. */
async function within<T>(milliseconds: number, promise: Promise<T>, child: ChildProcess): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Late>((resolve) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve({ kind: 'late' });
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
