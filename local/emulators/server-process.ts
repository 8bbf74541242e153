import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { LocalRunError } from '../errors.ts';

/** A server in a process of its own. */
export interface ServerProcess {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Where the server lets one look into it, if it does. */
  readonly inspection?: string | undefined;
  readonly stop: () => Promise<void>;
}

export interface ServerProcessOptions {
  /** File of this folder that the process runs; it gets `folder` as its argument and sends its `endpoint` when ready. */
  readonly entry: string;
  readonly folder: string;
  readonly logFile: string;
  /** Called when the process ends and nobody stopped it. */
  readonly onGone: (why: string) => void;
}

/** The one thing that a server process says; `failure` is a sentence. */
export const serverMessage = z.union([
  z.object({ endpoint: z.url(), inspection: z.url().optional() }),
  z.object({ failure: z.string() }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;

/** Starts a server and waits until it answers. Its process ends with this one, even when this one is killed. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { entry, folder, logFile, onGone } = options;
  const output = openSync(logFile, 'a');
  const child = fork(fileURLToPath(new URL(entry, import.meta.url)), [folder], {
    execPath: process.execPath,
    execArgv: [],
    // In a group of its own, so that neither Ctrl-C nor a kill of the whole group ends a server before its files are
    // closed and the processes under it are gone. It ends when the IPC channel does.
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const end = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit status ${code}`));
  });
  const message = await Promise.race([firstMessage(child), end]);
  if (typeof message === 'string') {
    throw new LocalRunError(`${entry} ended before it was ready (${message}); ${logFile} may say why.`);
  }
  if ('failure' in message) {
    await end;
    throw new LocalRunError(message.failure);
  }
  let stopping = false;
  void end.then((why) => {
    if (!stopping) onGone(why);
  });
  return {
    endpoint: message.endpoint,
    inspection: message.inspection,
    stop: async () => {
      stopping = true;
      // The process takes this for the end of its parent, closes its files and exits.
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await end;
      clearTimeout(timer);
    },
  };
}

/** Part of the 5 s in which the local run ends. */
const STOP_MS = 1500;

function firstMessage(child: ChildProcess): Promise<ServerMessage> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const parsed = serverMessage.safeParse(message);
      if (parsed.success) resolve(parsed.data);
      else
        reject(
          new Error('the server process sent something else than its endpoint', { cause: parsed.error }),
        );
    });
  });
}
