import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resources } from './templates.ts';

/** Writes a cloud assembly of one stack whose functions all run one handler, given as the text of an ES module. */
export async function writeAssembly(folder: string, resources: Resources, handler: string): Promise<string> {
  const code = join(folder, 'asset.code');
  await mkdir(code, { recursive: true });
  const json = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
  await Promise.all([
    writeFile(join(code, 'index.mjs'), handler),
    json('Test.template.json', { Resources: resources }),
    json('Test.assets.json', { files: { code: { source: { path: 'asset.code', packaging: 'zip' } } } }),
    json('manifest.json', {
      artifacts: {
        Test: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Test.template.json' } },
      },
    }),
  ]);
  return folder;
}
