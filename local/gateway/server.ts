import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { LocalRunError } from '../errors.ts';
import type { Gateway } from './gateway.ts';
import { type HttpAnswer, UNAVAILABLE } from './response.ts';

export interface GatewayServer {
  readonly port: number;
  /** Requests before this are answered 503. */
  readonly use: (gateway: Gateway) => void;
  /** Lets running requests end for up to `graceMs`. Doing it again does nothing. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** The local run is for the person at this machine alone: anyone who reaches it can mint tokens for it. */
const HOST = '127.0.0.1';

/** Takes the port, 0 for any free one; a LocalRunError says why it cannot be had. */
export async function listen(port: number): Promise<GatewayServer> {
  let gateway: Gateway = async () => UNAVAILABLE;
  const server = createServer((request, response) => {
    void gateway(request).then((answer) => {
      send(response, answer);
      // What was not read of the body still comes; a client that sends it all reads the answer afterwards.
      request.resume();
    });
  });
  server.listen(port, HOST);
  await once(server, 'listening').catch((error: unknown) => {
    throw new LocalRunError(
      `Port ${port} ${reason(error)}: set PORT to another one, or to 0 for any that is free.`,
      {
        cause: error,
      },
    );
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    use: (next) => {
      gateway = next;
    },
    stop: async (graceMs) => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status, { 'content-length': body.length });
  response.end(body);
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'is taken';
  if (code === 'EACCES') return 'may not be used by this user';
  return `cannot be used (${error instanceof Error ? error.message : String(error)})`;
}
