// DynamoDB in pure JavaScript, for platforms without the binary.
import { once } from 'node:events';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { serve } from './serve.ts';

const HOST = '127.0.0.1';

await serve(async (folder) => {
  const server = dynalite({
    path: join(folder, 'dynalite'),
    createTableMs: 0,
    updateTableMs: 0,
    deleteTableMs: 0,
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://${HOST}:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
});
