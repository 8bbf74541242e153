import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What stands where a service should be. */
export interface Endpoint {
  readonly url: string;
  /** How many requests came. */
  readonly requests: () => number;
  /** What the last one said. */
  readonly lastBody: () => unknown;
}

/** An endpoint for one test; without an answer it takes requests and stays silent. */
export async function startEndpoint(answer?: {
  readonly status: number;
  readonly body: object;
}): Promise<Endpoint> {
  let requests = 0;
  let lastBody: unknown;
  const server = createServer(async (request, response) => {
    requests += 1;
    if (answer === undefined) return;
    lastBody = await json(request);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: urlOf(server), requests: () => requests, lastBody: () => lastBody };
}

/** A URL that nobody listens at. */
export async function closedEndpoint(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = urlOf(server);
  server.close();
  await once(server, 'close');
  return url;
}

function urlOf(server: ReturnType<typeof createServer>): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}
