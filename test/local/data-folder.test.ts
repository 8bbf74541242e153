import { expect, it } from 'vitest';
import { dataFolderAt } from '../../local/data-folder.ts';

it('remembers the example resources per DynamoDB server, because each has a database of its own', () => {
  const { seeded } = dataFolderAt('data');
  const servers = ['dynoxide', 'dynalite', 'http://127.0.0.1:8000/', 'http://127.0.0.1:8001/'];
  const files = servers.map((server) => seeded(server));
  expect(new Set(files).size).toBe(4);
  for (const file of files) expect(file).toMatch(/[\\/]data[\\/]seeded-[\w.-]+$/);
});
