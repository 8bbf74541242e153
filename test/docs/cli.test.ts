import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { setUp } from '../cli/support/set-up.ts';
import { command } from '../support/command.ts';
import { temporaryFolder } from '../support/folders.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('the examples of the client run as they stand in docs/cli.md', async () => {
  const { api } = await setUp();
  const text = await readFile(join(ROOT, 'docs', 'cli.md'), 'utf8');
  const examples = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
  expect(examples).toHaveLength(2);
  const around = `const url = '${api.url}';
const currentToken = () => 'token';
function* rowsOfADatabase() { yield { contactId: 'c-1' }; }
`;
  const client = pathToFileURL(join(ROOT, 'cli', 'client.ts')).href;
  const script = join(await temporaryFolder(), 'examples.ts');
  await writeFile(script, around + examples.join('').replace("'patchlane'", `'${client}'`));
  expect(await command(process.execPath, [script]).ended).toBe(0);
  expect(api.batches.map(({ records }) => records.length)).toEqual([1, 1]);
});
