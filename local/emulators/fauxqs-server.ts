// SQS in a process of its own, because fauxqs writes to SQLite synchronously and would hold up the gateway.
import { Server } from 'node:net';
import { startFauxqs } from 'fauxqs';
import * as z from 'zod';
import { inspectQueues } from './inspect-queues.ts';
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

// fauxqs 2.4 refuses characters beyond U+FFFF, which SQS takes, an emoji for one. Its expression is not exported; this
// can go when it has the `u` flag and this range.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const internals: unknown = await import(new URL('sqs/sqsTypes.js', import.meta.resolve('fauxqs')).href);
const { INVALID_MESSAGE_BODY_CHAR: refused } = z
  .object({ INVALID_MESSAGE_BODY_CHAR: z.instanceof(RegExp) })
  .parse(internals);
const REFUSED_BY_SQS = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
refused.test = (text) => REFUSED_BY_SQS.test(text);

await serve(async (folder) => {
  const server = await startFauxqs({ port: 0, logger: false, host: HOST, dataDir: folder });
  const inspection = await inspectQueues(HOST, server);
  return {
    endpoint: `http://${HOST}:${server.port}`,
    inspection: inspection.url,
    stop: async () => {
      inspection.stop();
      await server.stop();
    },
  };
});
