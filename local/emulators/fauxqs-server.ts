// SQS in a process of its own, because fauxqs writes to SQLite synchronously and would hold up the gateway.
import { Server } from 'node:net';
import { startFauxqs } from 'fauxqs';
import { serve } from './serve.ts';

const HOST = '127.0.0.1';

// fauxqs 2.4 listens on every interface whatever `host` it is given. This process listens nowhere else; the hook can
// go when fauxqs passes `host` on.
const { listen } = Server.prototype;
Server.prototype.listen = function (this: Server, ...[options]: unknown[]) {
  const port =
    typeof options === 'object' && options !== null && 'port' in options ? Number(options.port) : 0;
  return listen.call(this, { port, host: HOST });
};

await serve(async (folder) => {
  const server = await startFauxqs({ port: 0, logger: false, host: HOST, dataDir: folder });
  return { endpoint: `http://${HOST}:${server.port}`, stop: () => server.stop() };
});
