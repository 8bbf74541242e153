import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { FunctionSpec } from '../template/stack.ts';
import { type FunctionProcess, type InvocationResult, startFunctionProcess } from './process.ts';

/** A function, ready to be invoked. */
export interface FunctionPool {
  /** Runs the handler with an event in JSON; waits while every process is busy. Never rejects. */
  readonly invoke: (event: string, requestId?: string) => Promise<InvocationResult>;
  /** Lets running invocations end for up to `graceMs`, then kills every process. Doing it again waits for the same. */
  readonly stop: (graceMs: number) => Promise<void>;
  /** How many invocations can run at once. */
  readonly concurrency: number;
  /** The processes that are there now, so that a test can kill one. */
  readonly pids: () => readonly number[];
}

/** What one invocation took, as Lambda measures it. */
export interface InvocationMeasure {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Without the time that the bundle took to load. */
  readonly durationMs: number;
  readonly failed: boolean;
  /** What it took of a processor; unknown of one that failed. */
  readonly cpuMs?: number;
  /** Invocations of the function that ran when this one began, itself among them. */
  readonly concurrent: number;
}

export interface FunctionPoolOptions {
  readonly spec: FunctionSpec;
  readonly environment: Record<string, string>;
  /** Everything that the function writes is appended here. */
  readonly logFile: string;
  /** Takes one line per failed invocation. */
  readonly warn: (line: string) => void;
  readonly concurrency?: number;
  /** Called at the end of every invocation. */
  readonly onInvoked?: (measure: InvocationMeasure) => void;
}

/**
 * Lambda starts as many environments as there are invocations; a machine has so many cores. Two per core keep the
 * cores busy while functions wait for the servers, and more would only wait for each other.
 */
export const DEFAULT_CONCURRENCY = 2 * availableParallelism();

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

export function createFunctionPool(options: FunctionPoolOptions): FunctionPool {
  const { spec, environment, logFile, warn, concurrency = DEFAULT_CONCURRENCY, onInvoked } = options;
  const output = openSync(logFile, 'a');
  const idle: FunctionProcess[] = [];
  const all = new Set<FunctionProcess>();
  const running = new Set<Promise<InvocationResult>>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let stopping = false;
  let stopped: Promise<void> | undefined;

  /** The process that was idle last is the one with the warmest caches. */
  const acquire = async (): Promise<FunctionProcess | undefined> => {
    for (;;) {
      if (stopping) return undefined;
      const warm = idle.pop();
      if (warm?.alive()) return warm;
      if (warm !== undefined) all.delete(warm);
      else if (all.size < concurrency) {
        const started = startFunctionProcess({ spec, environment, output });
        all.add(started);
        return started;
      } else {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    }
  };

  const release = (one: FunctionProcess) => {
    if (one.alive()) idle.push(one);
    else all.delete(one);
    waiting.shift()?.();
  };

  const run = async (event: string, requestId: string): Promise<InvocationResult> => {
    const one = await acquire();
    if (one === undefined) {
      return { kind: 'failed', requestId, errorType: 'Stopping', errorMessage: 'the local run is stopping' };
    }
    busy += 1;
    const concurrent = busy;
    await one.loaded();
    const startedAt = Date.now();
    const result = limit(await one.invoke(requestId, event));
    busy -= 1;
    release(one);
    const durationMs = Date.now() - startedAt;
    const measured = result.kind === 'failed' ? { failed: true } : { failed: false, cpuMs: result.cpuMs };
    onInvoked?.({ startedAt, durationMs, concurrent, ...measured });
    if (result.kind === 'failed' && !stopping) {
      warn(`${spec.id} failed: ${result.errorType}: ${firstLine(result.errorMessage)} (see ${logFile})`);
    }
    return result;
  };

  const end = async (graceMs: number): Promise<void> => {
    stopping = true;
    for (const wake of waiting.splice(0)) wake();
    await Promise.race([Promise.allSettled(running), elapsed(graceMs)]);
    await Promise.all([...all].map((one) => one.kill()));
    await Promise.allSettled(running);
    closeSync(output);
  };

  return {
    concurrency,
    pids: () => [...all].flatMap((one) => (one.pid !== undefined && one.alive() ? [one.pid] : [])),
    invoke: async (event, requestId = randomUUID()) => {
      const invocation = run(event, requestId);
      running.add(invocation);
      try {
        return await invocation;
      } finally {
        running.delete(invocation);
      }
    },
    stop: (graceMs) => {
      stopped ??= end(graceMs);
      return stopped;
    },
  };
}

/** A result over the limit is a failure at Lambda, however well the function did. */
function limit(result: InvocationResult): InvocationResult {
  if (result.kind === 'failed') return result;
  const size = Buffer.byteLength(result.payload);
  if (size <= MAX_RESPONSE_BYTES) return result;
  const errorMessage = `Response payload size (${size} bytes) exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  return {
    kind: 'failed',
    requestId: result.requestId,
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage,
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
