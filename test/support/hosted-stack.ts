import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { type LocalStack, startLocalStack } from '../../local/run.ts';
import { type Recorder, startRecorder } from './privileges/recorder.ts';
import { deniedIn, readRecording } from './privileges/recording.ts';

// One real stack for all files that meet it as clients do, in the process that starts the tests: each of them would spend
// half of its time on starting functions. Its address is `inject('hostedStack')`.

/** What a file is told of it. */
const told = z.object({ url: z.string(), keys: z.string(), logs: z.string() });
export type HostedStack = z.infer<typeof told>;

/** Where it is; the first who asks starts it. */
export async function askForStack(host: string): Promise<HostedStack> {
  return told.parse(await ask(host, '/'));
}

/** What its functions called since the last who asked, and are not allowed in AWS. */
export async function askForDenied(host: string): Promise<readonly string[]> {
  return z.array(z.string()).parse(await ask(host, '/denied'));
}

async function ask(host: string, path: string): Promise<unknown> {
  const response = await fetch(host + path);
  const text = await response.text();
  if (!response.ok) throw new Error(`the tests' stack: ${text}`);
  return JSON.parse(text);
}

export interface StackHost {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Enough for two consumers beside each other for each of two files. */
const CONCURRENCY = 4;

interface Hosted {
  readonly recorder: Recorder;
  readonly stack: LocalStack;
}

export async function hostStack(assembly: string, dataFolder: string): Promise<StackHost> {
  let hosted: Promise<Hosted> | undefined;
  let checked = 0;

  const start = async (): Promise<Hosted> => {
    const recorder = await startRecorder();
    const { reach } = recorder;
    const stack = await startLocalStack({
      dataFolder,
      assembly,
      log: () => {},
      reach,
      functionConcurrency: CONCURRENCY,
    });
    return { recorder, stack };
  };

  const denied = async ({ recorder, stack }: Hosted): Promise<readonly string[]> => {
    const calls = recorder.calls().slice(checked);
    checked += calls.length;
    return await deniedIn(await readRecording({ recorder: { calls: () => calls }, stack, assembly }));
  };

  const answer = async (path: string | undefined): Promise<unknown> => {
    hosted ??= start();
    const { recorder, stack } = await hosted;
    if (path === '/denied') return await denied({ recorder, stack });
    return { url: stack.url, keys: stack.folder.keys, logs: stack.folder.logs } satisfies HostedStack;
  };

  const server = createServer((request, response) => {
    answer(request.url).then(
      (value) => response.end(JSON.stringify(value)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // Of a TCP server it is always one.

  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (hosted === undefined) return;
      const { recorder, stack } = await hosted;
      await stack.stop();
      await recorder.stop();
    },
  };
}
