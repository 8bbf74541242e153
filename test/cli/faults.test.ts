import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { type LocalStack, startLocalStack } from '../../local/run.ts';
import { temporaryFolder } from '../support/folders.ts';
import { CONTACT } from '../support/site.ts';
import { runCli } from './support/run-cli.ts';

/** Of so many calls one is answered with 429, and the answer to one gets lost. */
const FAULTS_EVERY = 4;

/** What stands before an API that is busy, loses answers, and is away for a while. */
async function startFaultyGateway() {
  let target: string | undefined;
  let calls = 0;
  const faults = { refused: 0, lost: 0, away: 0 };
  const server = createServer((request, response) => {
    if (target === undefined) {
      faults.away += 1;
      response.writeHead(503).end();
      return;
    }
    calls += 1;
    if (calls % FAULTS_EVERY === 1) {
      faults.refused += 1;
      response.writeHead(429, { 'retry-after': '0' }).end();
      return;
    }
    const isLost = calls % FAULTS_EVERY === 3;
    const { method, headers } = request;
    const forwarded = send(target + request.url, { method, headers }, (answer) => {
      if (isLost) {
        faults.lost += 1;
        response.destroy();
        answer.resume();
      } else {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }
    });
    // The API has gone: nobody answers.
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    faults,
    leadTo: (url: string | undefined) => {
      target = url;
    },
  };
}

it('a file is sent whole and once through 429s, lost answers and a restart of everything', async () => {
  const folder = await temporaryFolder();
  const gateway = await startFaultyGateway();
  let stack: LocalStack | undefined;
  const start = async () => {
    stack = await startLocalStack({ dataFolder: join(folder, 'data'), assembly: inject('assembly') });
    gateway.leadTo(stack.url);
    return stack;
  };
  onTestFinished(() => stack?.stop());
  const first = await start();
  const token = await first.token({ partnerId: 'acme', tenantExternalId: 'tenant' });
  await createClient({ url: first.url, token: await first.token({ partnerId: 'acme' }) }).define(CONTACT);

  const file = join(folder, 'contacts.ndjson');
  const patches = Array.from({ length: 200 }, (_, at) => ({
    ...{ contactId: `c-${at % 10}`, name: 'Counter', counter: Math.floor(at / 10) + 1 },
  }));
  await writeFile(file, patches.map((patch) => `${JSON.stringify(patch)}\n`).join(''));
  const env = { PATCHLANE_URL: gateway.url, PATCHLANE_TOKEN: token };
  const running = runCli(['upload', 'contact', file, '--batch-size', '10', '--json'], { env });

  const direct = createClient({ url: first.url, token });
  await expect
    .poll(async () => (await direct.resource('contact', 'c-1'))?.version ?? 0, { timeout: 30_000 })
    .toBeGreaterThan(2);
  gateway.leadTo(undefined);
  await first.stop();
  await expect.poll(() => gateway.faults.away, { timeout: 30_000 }).toBeGreaterThan(0);
  const second = await start();

  const { code, stdout } = await running;
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { records: 200, failed: 0, batches: 20 }]);
  expect(gateway.faults.refused).toBeGreaterThan(0);
  expect(gateway.faults.lost).toBeGreaterThan(0);
  const client = createClient({ url: second.url, token });
  for (let at = 0; at < 10; at += 1) {
    expect(await client.resource('contact', `c-${at}`)).toMatchObject({ version: 20, data: { counter: 20 } });
  }
}, 240_000);
