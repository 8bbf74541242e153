import type { StepBudget } from './domain/check-limits.ts';
import { isJsonObject, type JsonObject, ownField, pointerToken } from './domain/json.ts';
import { jsonOf } from './domain/json-text.ts';
import { type Problem, TOO_COMPLEX } from './domain/schema.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import { findUnstorable, utf8Bytes } from './domain/storable.ts';

/** External ids are sort keys; DynamoDB's limit of 1024 bytes leaves room. */
export const MAX_EXTERNAL_ID_BYTES = 512;

/**
 * No patch may be larger: the resource it makes ends at 400 KB, and it must fit an SQS message of 1 MiB, in which the
 * characters that SQS does not take are twice as long.
 */
export const MAX_PATCH_BYTES = 500 * 1024;

/**
 * Checks one item; either its patch, fit to be stored, or what is wrong with it.
 * @param budget of all items of the call
 */
export function parsePatch(
  item: unknown,
  { definition, compiled }: UsableSchema,
  ignoreUnknownFields: boolean,
  budget?: StepBudget,
): { readonly patch?: JsonObject; readonly problems: readonly Problem[] } {
  if (!isJsonObject(item)) return refused('', 'must be an object: the fields to change and the external id');
  const unstorable = findUnstorable(item);
  if (unstorable.length > 0) return { problems: unstorable };
  const size = utf8Bytes(jsonOf(item));
  if (size > MAX_PATCH_BYTES)
    return refused('', `must not be larger than ${MAX_PATCH_BYTES} bytes (it has ${size})`);

  const idField = definition.externalIdField;
  const idProblem = externalIdProblem(ownField(item, idField));
  const fields = compiled.splitFields(item, budget);
  if (fields === undefined) return refused('', TOO_COMPLEX);
  const unknown = ignoreUnknownFields ? [] : fields.unknown;
  // What is not defined is said once: the schema may say it again with "additionalProperties".
  const patch = fields.known;
  const problems: Problem[] = [
    ...(idProblem === undefined ? [] : [{ pointer: pointerToken(idField), message: idProblem }]),
    ...unknown.map((pointer) => ({ pointer, message: `is not defined by the schema ${definition.name}` })),
    // A wrong external id is said once, in words that tell what it is for.
    ...compiled
      .checkPatch(patch, budget)
      .filter(({ pointer }) => idProblem === undefined || pointer !== pointerToken(idField)),
  ];
  return problems.length === 0 ? { patch, problems } : { problems };
}

/** Checks the external id of a resource that is to be deleted, and makes its item, in which nothing else stands. */
export function parseDeletion(
  externalId: unknown,
  { definition }: UsableSchema,
): { readonly patch?: JsonObject; readonly problems: readonly Problem[] } {
  const idProblem = externalIdProblem(externalId);
  if (idProblem !== undefined || typeof externalId !== 'string') return refused('', idProblem ?? '');
  const patch = { [definition.externalIdField]: externalId };
  const problems = findUnstorable(patch).map(({ message }) => ({ pointer: '', message }));
  return problems.length > 0 ? { problems } : { patch, problems };
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
