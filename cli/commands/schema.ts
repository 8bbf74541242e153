import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { NewSchemaDefinition, SchemaDefinition } from '../api-types.ts';
import { type Call, defineCommand, positionalsOf } from '../command.ts';
import { definitionOf } from '../definition-of.ts';
import { PatchlaneError, UsageError } from '../errors.ts';
import { EXIT } from '../io.ts';
import { readJsonFile } from '../json-file.ts';
import { printDocument, printList, printResult } from '../report/print.ts';
import type { Column } from '../report/table.ts';

const COLUMNS: readonly Column[] = [
  { head: 'name', width: 20 },
  { head: 'plural name' },
  { head: 'external id', width: 15 },
  { head: 'version', width: 7, align: 'right' },
  { head: 'updated', width: 10 },
];

export const schemaCommand = defineCommand({
  name: 'schema',
  args: 'list|get|put ...',
  summary: 'list, get or put schema definitions',
  about: `patchlane schema list       lists the definitions of the partner
patchlane schema get NAME   prints one as put takes it; with --json all of it
patchlane schema put FILE   creates the definition of a JSON file, or makes a
                            new version when there is one of that name; it
                            takes a partner's token`,
  options: {},
  examples: ['schema list', 'schema get customer > customer.json', 'schema put customer.json'],
  run: async (call) => {
    const [action, ...positionals] = call.positionals;
    const rest = { ...call, positionals };
    if (action === 'list') return await list(rest);
    if (action === 'get') return await get(rest);
    if (action === 'put') return await put(rest);
    const given = action === undefined ? '' : `, not ${JSON.stringify(action)}`;
    throw new UsageError(`schema takes list, get NAME or put FILE${given}.`);
  },
});

async function list(call: Call): Promise<number> {
  positionalsOf(call);
  await printList(call, call.client().definitions(), {
    columns: COLUMNS,
    row: (table, { name, pluralName, externalIdField, versionNumber, updatedAt }) =>
      table.row([name, pluralName, externalIdField, versionNumber, updatedAt.slice(0, 10)]),
    none: 'No schema definitions.',
  });
  return EXIT.ok;
}

async function get(call: Call): Promise<number> {
  const [name] = positionalsOf(call, 'NAME');
  const definition = await definitionOf(call.client(), name);
  printDocument(call, call.values.json ? definition : puttable(definition));
  return EXIT.ok;
}

function puttable(definition: SchemaDefinition): NewSchemaDefinition {
  const { name, pluralName, description, category, externalIdField, schema } = definition;
  return { name, pluralName, description, category, externalIdField, schema };
}

async function put(call: Call): Promise<number> {
  const [path] = positionalsOf(call, 'FILE');
  const definition = definitionIn(path);
  const client = call.client();
  const before = await client.definition(definition.name);
  const isSame = before !== undefined && isPartOf(definition, before);
  const after = isSame
    ? before
    : await (before === undefined ? client.define(definition) : client.redefine(before.id, definition));
  const outcome = before === undefined ? 'created' : isSame ? 'unchanged' : 'updated';
  printResult(call, { outcome, definition: after }, () => textOf(outcome, after));
  return EXIT.ok;
}

const named = z.looseObject({ name: z.string() });

/** The API checks the rest, and says more of it than this could. */
function definitionIn(path: string): NewSchemaDefinition {
  const file = readJsonFile(path);
  if (file === undefined) throw new PatchlaneError(`${path} cannot be read: it is not there.`);
  if (named.safeParse(file.value).success) return file.value as NewSchemaDefinition; // if the API agrees
  throw new PatchlaneError(
    `${path}: an object with a "name" was expected, as patchlane schema get prints it.`,
  );
}

function isPartOf(part: object, whole: object): boolean {
  const values = new Map<string, unknown>(Object.entries(whole));
  return Object.entries(part).every(([name, value]) => isDeepStrictEqual(values.get(name), value));
}

function textOf(outcome: 'created' | 'unchanged' | 'updated', after: SchemaDefinition): string {
  const { name, versionNumber } = after;
  if (outcome === 'created') return `Created ${name}, version ${versionNumber}.`;
  if (outcome === 'updated') return `Updated ${name}, which has version ${versionNumber} now.`;
  return `Nothing to do: ${name}, version ${versionNumber}, is what the file says.`;
}
