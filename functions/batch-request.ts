import { type BatchBody, parseDeletions, parseItems } from './batch-body.ts';
import type { IndexedPatch, OnFailure, Operation } from './domain/batch.ts';
import { MAX_STEPS_OF_CALL } from './domain/check-limits.ts';
import { isJsonObject } from './domain/json.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import type { HttpRequest } from './http-request.ts';
import { parseDeletion, parsePatch } from './patch-request.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';
import {
  EXPECTED,
  parseFlag,
  parseOnConflict,
  parseOnFailure,
  unknownParameters,
} from './write-parameters.ts';

/** What a batch call asks for. */
export interface BatchCall {
  readonly operation: Operation;
  readonly onFailure: OnFailure;
  /** Tell what would happen, and write nothing. */
  readonly validateOnly: boolean;
  readonly patches: readonly IndexedPatch[];
}

const REFUSED = 'The batch is not valid; nothing of it was taken.';

/** Reads the query and the body of a batch call, checks every item, and gives the call or all that is wrong with it. */
export function parseBatchCall(
  { method, query }: Pick<HttpRequest, 'method' | 'query'>,
  json: Parsed<unknown>,
  schema: UsableSchema,
): Parsed<BatchCall> {
  if (json.kind !== 'parsed' && json.kind !== 'invalid') return json;
  const options = parseOptions(method, query);
  if (json.kind === 'invalid') return invalid(json.message, [...options.errors, ...json.errors]);
  const outer = method === 'DELETE' ? parseDeletions(json.value) : parseItems(json.value, method === 'PATCH');
  if ('errors' in outer) return invalid(REFUSED, [...options.errors, ...outer.errors]);

  const budget = { left: MAX_STEPS_OF_CALL };
  const parseItem = (item: unknown) =>
    outer.list === 'externalIds'
      ? parseDeletion(item, schema)
      : parsePatch(item, schema, options.ignoreUnknownFields ?? false, budget);
  const { patches, errors } = parseEach(outer, parseItem);
  const { operation, onFailure, validateOnly } = options;
  if (
    options.errors.length > 0 ||
    errors.length > 0 ||
    !operation ||
    !onFailure ||
    validateOnly === undefined
  )
    return invalid(REFUSED, [...options.errors, ...errors]);
  return parsed({ operation, onFailure, validateOnly: validateOnly || outer.dryRun, patches });
}

/** Whether a call asks only to be told what would happen, which no idempotency key is needed for. */
export function isPreview({ query }: Pick<HttpRequest, 'query'>, json: Parsed<unknown>): boolean {
  const { dryRun } = json.kind === 'parsed' && isJsonObject(json.value) ? json.value : {};
  return [query['validateOnly'], query['dryRun']].some((text) => parseFlag(text) === true) || dryRun === true;
}

const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  PATCH: ['ignoreUnknownFields', 'validateOnly', 'onFailure'],
  POST: ['ignoreUnknownFields', 'onconflict', 'validateOnly', 'onFailure'],
  DELETE: ['dryRun', 'onFailure'],
};

function parseOptions(method: string, query: HttpRequest['query']) {
  const operation = operationOf(method, query);
  const onFailure = parseOnFailure(query['onFailure']);
  const ignoreUnknownFields = parseFlag(query['ignoreUnknownFields']);
  const preview = method === 'DELETE' ? 'dryRun' : 'validateOnly';
  const validateOnly = parseFlag(query[preview]);
  const errors = [
    ...unknownParameters(query, PARAMETERS[method] ?? []),
    ...(ignoreUnknownFields === undefined ? [`query ignoreUnknownFields: ${EXPECTED.flag}`] : []),
    ...(operation === undefined ? [`query onconflict: ${EXPECTED.onconflict}`] : []),
    ...(validateOnly === undefined ? [`query ${preview}: ${EXPECTED.flag}`] : []),
    ...(onFailure === undefined ? [`query onFailure: ${EXPECTED.onFailure}`] : []),
  ];
  return { operation, onFailure, ignoreUnknownFields, validateOnly, errors };
}

function operationOf(method: string, query: HttpRequest['query']): Operation | undefined {
  if (method === 'POST') return parseOnConflict(query['onconflict']);
  return method === 'DELETE' ? 'delete' : 'patch';
}

/** Either all patches or all problems, each with its place. */
function parseEach(
  { items: all, ifVersion, list }: BatchBody,
  parseItem: (item: unknown) => ReturnType<typeof parsePatch>,
): { readonly patches: readonly IndexedPatch[]; readonly errors: readonly string[] } {
  const patches: IndexedPatch[] = [];
  const errors: string[] = [];
  for (const [index, item] of all.entries()) {
    const { patch, problems } = parseItem(item);
    const wanted = ifVersion[index] ?? undefined;
    if (patch !== undefined)
      patches.push({ index, patch, ...(wanted === undefined ? {} : { ifVersion: wanted }) });
    for (const { pointer, message } of problems) errors.push(`${list}[${index}]${pointer}: ${message}`);
  }
  return { patches, errors };
}
