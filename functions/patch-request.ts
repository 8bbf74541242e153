import * as z from 'zod';
import type { IndexedPatch } from './domain/batch.ts';
import { isJsonObject, type JsonObject, ownField, pointerToken } from './domain/json.ts';
import type { Problem } from './domain/schema.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import { findUnstorable, utf8Bytes } from './domain/storable.ts';

export const MAX_ITEMS = 1000;

/** External ids are sort keys; DynamoDB's limit of 1024 bytes leaves room. */
export const MAX_EXTERNAL_ID_BYTES = 512;

/**
 * No patch may be larger: the resource it makes ends at 400 KB, and it must fit an SQS message of 1 MiB, in which the
 * characters that SQS does not take are twice as long.
 */
export const MAX_PATCH_BYTES = 500 * 1024;

export const batchBody = z.strictObject({ resources: z.array(z.unknown()).min(1).max(MAX_ITEMS) });

/** The items of a batch request's body, or what is wrong with its outer shape. */
export function parseItems(
  json: unknown,
): { readonly items: readonly unknown[] } | { readonly errors: readonly string[] } {
  const result = batchBody.safeParse(json);
  if (result.success) return { items: result.data.resources };
  return { errors: result.error.issues.flatMap((issue) => describeIssue(issue, json)) };
}

function describeIssue(issue: z.core.$ZodIssue, json: unknown): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `body${pointerToken(key)}: is not known here; expected {"resources": [...]}`,
    );
  }
  if (issue.path.length === 0) return ['body: must be an object {"resources": [...]}'];
  const count =
    isJsonObject(json) && Array.isArray(json['resources']) ? `, not ${json['resources'].length}` : '';
  return [`resources: must be an array of 1 to ${MAX_ITEMS} items${count}`];
}

/** Reads `ignoreUnknownFields`; undefined when it is none of the values it may have. */
export function parseIgnoreUnknownFields(text: string | undefined): boolean | undefined {
  if (text === undefined || text === '' || text === 'null' || text === 'false') return false;
  return text === 'true' ? true : undefined;
}

/** What is wrong with the names of a query: a misspelled option that is passed over does the opposite of what was asked. */
export function unknownParameters(
  query: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): readonly string[] {
  return Object.entries(query)
    .filter(([name, value]) => value !== undefined && !known.includes(name))
    .map(([name]) => `query ${name}: is not known here; expected ${known.join(' or ')}`);
}

/** Query parameters of a call that writes, by its method. */
export function writeParameters(method: string): readonly string[] {
  return method === 'POST' ? ['ignoreUnknownFields', 'onconflict'] : ['ignoreUnknownFields'];
}

/** Reads `onconflict`, what to do with resources that are there; undefined when it is none of the values it may have. */
export function parseOnConflict(text: string | undefined): 'upsert' | 'create' | undefined {
  if (text === undefined || text === '' || text === 'upsert') return 'upsert';
  return text === 'reject' ? 'create' : undefined;
}

/** Checks every item against the schema and gives either all patches or all problems. */
export function parsePatches(
  items: readonly unknown[],
  schema: UsableSchema,
  ignoreUnknownFields: boolean,
): { readonly patches: readonly IndexedPatch[]; readonly errors: readonly string[] } {
  const patches: IndexedPatch[] = [];
  const errors: string[] = [];
  for (const [index, item] of items.entries()) {
    const { patch, problems } = parsePatch(item, schema, ignoreUnknownFields);
    if (patch !== undefined) patches.push({ index, patch });
    for (const { pointer, message } of problems) errors.push(`resources[${index}]${pointer}: ${message}`);
  }
  return { patches, errors };
}

/** Checks one item; either its patch, fit to be stored, or what is wrong with it. */
export function parsePatch(
  item: unknown,
  { definition, compiled }: UsableSchema,
  ignoreUnknownFields: boolean,
): { readonly patch?: JsonObject; readonly problems: readonly Problem[] } {
  if (!isJsonObject(item)) return refused('', 'must be an object: the fields to change and the external id');
  const unstorable = findUnstorable(item);
  if (unstorable.length > 0) return { problems: unstorable };
  const size = utf8Bytes(JSON.stringify(item));
  if (size > MAX_PATCH_BYTES)
    return refused('', `must not be larger than ${MAX_PATCH_BYTES} bytes (it has ${size})`);

  const idField = definition.externalIdField;
  const idProblem = externalIdProblem(ownField(item, idField));
  const unknown = ignoreUnknownFields ? [] : compiled.unknownFields(item);
  // What is not defined is said once: the schema may say it again with "additionalProperties".
  const patch = compiled.withoutUnknownFields(item);
  const problems: Problem[] = [
    ...(idProblem === undefined ? [] : [{ pointer: pointerToken(idField), message: idProblem }]),
    ...unknown.map((pointer) => ({ pointer, message: `is not defined by the schema ${definition.name}` })),
    // A wrong external id is said once, in words that tell what it is for.
    ...compiled
      .checkPatch(patch)
      .filter(({ pointer }) => idProblem === undefined || pointer !== pointerToken(idField)),
  ];
  return problems.length === 0 ? { patch, problems } : { problems };
}

function refused(pointer: string, message: string): { readonly problems: readonly Problem[] } {
  return { problems: [{ pointer, message }] };
}

function externalIdProblem(value: unknown): string | undefined {
  if (value === undefined) return 'is required: it names the resource';
  if (typeof value !== 'string' || value === '' || utf8Bytes(value) > MAX_EXTERNAL_ID_BYTES) {
    return `must be a string of 1 to ${MAX_EXTERNAL_ID_BYTES} bytes: it names the resource`;
  }
  return undefined;
}
