import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

interface EditedResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}
export type EditResource = (id: string, resource: EditedResource) => void;

/** The real stack's assembly in a new folder, with its template's resources changed as an operator, or a mistake, might. */
export async function assemblyVariant(folder: string, edit: EditResource): Promise<string> {
  const original = inject('assembly');
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(original, { withFileTypes: true })) {
    const [from, to] = [join(original, entry.name), join(folder, entry.name)];
    if (entry.isDirectory()) await symlink(from, to);
    else await cp(from, to);
  }
  const path = join(folder, 'Patchlane.template.json');
  const template: { readonly Resources: Readonly<Record<string, EditedResource>> } = JSON.parse(
    await readFile(path, 'utf8'),
  );
  for (const [id, resource] of Object.entries(template.Resources)) edit(id, resource);
  await writeFile(path, JSON.stringify(template));
  return folder;
}
