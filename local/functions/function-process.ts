// The process that one bundle runs in: `node function-process.ts <folder> <handler>`, started by process.ts alone.
// It stands for Lambda's Node.js runtime: loads the bundle, then answers one invocation at a time.
import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { type Invocation, invocation, type Reply } from './messages.ts';

const [, , folder = '', handlerName = ''] = process.argv;
// Of this process, not of the function.
delete process.env['NODE_COMPILE_CACHE'];

// Ctrl-C reaches every process of a terminal; when this one ends is for the local run to say.
process.on('SIGINT', () => {});
// Without its parent nobody would end it.
process.on('disconnect', () => process.exit());

type Handler = (event: unknown, context: unknown) => unknown;
const handlerFunction = z.custom<Handler>((value) => typeof value === 'function');

try {
  const handler = await load();
  process.on('message', (message) => void answer(handler, invocation.parse(message)));
  send({ kind: 'ready' });
  // It ends by a signal: nobody would write it then.
  flushCompileCache();
} catch (error) {
  console.error(error);
  send({ kind: 'init-failed', ...describe(error) });
}

async function load(): Promise<Handler> {
  const dot = handlerName.lastIndexOf('.');
  const file = join(folder, handlerName.slice(0, dot));
  // The order in which Lambda's runtime looks.
  const path = ['.js', '.mjs', '.cjs'].map((ending) => `${file}${ending}`).find((one) => existsSync(one));
  if (path === undefined) throw new Error(`there is no ${file}.js, .mjs or .cjs`);
  const module: unknown = await import(pathToFileURL(path).href);
  const exported = z.record(z.string(), z.unknown()).parse(module)[handlerName.slice(dot + 1)];
  return handlerFunction.parse(exported, {
    error: () => `${path} exports no function ${handlerName.slice(dot + 1)}`,
  });
}

async function answer(handler: Handler, { event, trace, ...rest }: Invocation): Promise<void> {
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: it changes with each invocation.
  process.env['_X_AMZN_TRACE_ID'] = trace;
  const before = process.cpuUsage();
  try {
    const result = await handler(JSON.parse(event), contextOf(rest));
    const payload = JSON.stringify(result) ?? 'null';
    const { user, system } = process.cpuUsage(before);
    send({ kind: 'returned', payload, cpuMs: (user + system) / 1000 });
  } catch (error) {
    console.error(error);
    send({ kind: 'threw', ...describe(error) });
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf({ requestId, deadline, arn }: Omit<Invocation, 'event' | 'trace'>) {
  const { env } = process;
  return {
    awsRequestId: requestId,
    invokedFunctionArn: arn,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown): { readonly errorType: string; readonly errorMessage: string } {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };
}

function send(message: Reply): void {
  process.send?.(message);
}
