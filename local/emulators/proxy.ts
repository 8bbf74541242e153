import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** One call on its way to a server. */
export interface Call {
  /** The operation in the header `x-amz-target`, `PutItem` for one. */
  readonly operation: string;
  /** The access key id that it is signed with; in the local run it names the function. */
  readonly caller: string;
  readonly body: Buffer;
  /** Sends the call to the server, with this body in place of its own. Rejects when the server does not answer. */
  readonly forward: (body?: Buffer) => Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** Gives what the caller is answered; undefined closes its connection without an answer. */
export type Interception = (call: Call) => Promise<Answer | undefined>;

export interface Proxy {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Names the server behind it. */
  readonly target: (endpoint: string) => void;
  /** Resolves when no call is on its way that changes anything. */
  readonly idle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** Waits up to 20 s for messages; whoever takes them for a caller that is gone would keep them from the others. */
const ENDS_WITH_CALLER = 'ReceiveMessage';

/** Starts a proxy that calls of the AWS protocol `json` go through one by one. */
export async function startProxy(intercept: Interception): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true });
  const running = new Set<Promise<void>>();
  let server = '';

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const [, caller = ''] = /Credential=([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    const gone = new AbortController();
    if (operation === ENDS_WITH_CALLER) response.once('close', () => gone.abort());
    const forward: Call['forward'] = (changed = body) =>
      forwardTo(server, { agent, request, body: changed, signal: gone.signal });
    const work = intercept({ operation, caller, body, forward }).then(
      (answer) => reply(response, answer),
      // The server is gone for a restart, or the caller is: either way nobody gets an answer.
      () => reply(response, undefined),
    );
    if (operation !== ENDS_WITH_CALLER) {
      running.add(work);
      void work.finally(() => running.delete(work));
    }
    await work;
  };

  const listener = createServer((request, response) => {
    // A caller that ends while it still sends has nothing that could be forwarded.
    handle(request, response).catch(() => response.destroy());
  });
  listener.listen(0, HOST);
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://${HOST}:${port}`,
    target: (endpoint) => {
      server = endpoint;
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    stop: async () => {
      const closed = once(listener, 'close');
      listener.close();
      listener.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

interface Forwarding {
  readonly agent: Agent;
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

async function forwardTo(server: string, { agent, request, body, signal }: Forwarding): Promise<Answer> {
  const { method = 'POST', url = '/', headers } = request;
  const forwarded = send(server + url, {
    agent,
    method,
    headers: { ...headers, 'content-length': body.length },
    signal,
  });
  forwarded.end(body);
  const [response]: [IncomingMessage] = (await once(forwarded, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await buffer(response) };
}

function reply(response: ServerResponse, answer: Answer | undefined): void {
  if (answer === undefined) {
    response.destroy();
    return;
  }
  // Without the checksum that the server sent with another body.
  response.writeHead(answer.status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': answer.body.length,
  });
  response.end(answer.body);
}
