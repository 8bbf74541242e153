// DynamoDB as a binary. This small process stands between it and the local run because the binary does not notice
// when its parent is killed; this one does, through its IPC channel.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dynoxideBinary } from './dynoxide-binary.ts';
import { type RunningServer, serve } from './serve.ts';

const HOST = '127.0.0.1';
/** Someone else may take the port between our finding it free and the binary's binding it. */
const MAX_PORTS = 5;
const POLL_MS = 5;

await serve(async (folder) => {
  for (let tries = 1; ; tries += 1) {
    const server = await start(folder, await freePort());
    if (server !== undefined) return server;
    if (tries === MAX_PORTS) throw new Error(`the DynamoDB server did not start on ${MAX_PORTS} ports`);
  }
});

async function start(folder: string, port: number): Promise<RunningServer | undefined> {
  const binary = dynoxideBinary();
  if (binary === undefined) throw new Error('there is no DynamoDB binary for this platform');
  const args = ['serve', '--host', HOST, '--port', String(port), '--db-path', join(folder, 'dynoxide.db')];
  const child = spawn(binary, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
  process.once('exit', () => child.kill('SIGKILL'));
  const endpoint = `http://${HOST}:${port}`;
  if (!(await answers(endpoint, child))) return undefined;
  // Nothing here can bring it back with the same port in time; the local run ends with this process.
  child.once('exit', () => process.exit(1));
  return {
    endpoint,
    stop: async () => {
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      await Promise.race([once(child, 'exit'), sleep(1000)]);
    },
  };
}

async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const response = await fetch(endpoint).catch(() => undefined);
    if (response !== undefined) return true;
    await sleep(POLL_MS);
  }
  return false;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
