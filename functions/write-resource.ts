import * as z from 'zod/mini';
import { parseOwner } from './caller.ts';
import { TransientError } from './domain/errors.ts';
import { type Failure, type FoldRules, fold } from './domain/fold.ts';
import { isJsonObject, type JsonObject, ownField, sameJson } from './domain/json.ts';
import type { ResourceReader, ResourceWriter } from './domain/ports.ts';
import type { Resource, ResourceKey, ResourceState } from './domain/resource.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { parsePatch } from './patch-request.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';
import { readJsonBody } from './request-body.ts';
import { etagOf, resourceView } from './resource-view.ts';
import { noDefinition } from './schema-definition-view.ts';
import { EXPECTED, parseFlag, parseOnConflict, unknownParameters } from './write-parameters.ts';

export interface WriteResourceDeps {
  /** By id, name or plural name; may be up to 60 s old. */
  findSchema(partnerId: string, idOrName: string): Promise<UsableSchema | undefined>;
  readonly resources: ResourceReader & ResourceWriter;
  newId(): string;
  now(): Date;
  /** Waits before the nth retry of a conflicting write, with jitter. */
  pause(retry: number): Promise<void>;
}

/** A write that meets others is tried again this often; then the caller is told that the service is busy. */
const MAX_CONFLICT_RETRIES = 5;

/** What one call wants of one resource. */
interface Wanted {
  readonly operation: FoldRules['operation'];
  readonly externalId: string;
  readonly patch: JsonObject;
  /** The version that the resource must have; `*` is any that is there. */
  readonly ifMatch: readonly string[] | undefined;
  /** There must be none: `If-None-Match: *`. */
  readonly ifNone: boolean;
}

/**
 * `POST /api/resources/{schema}`, `PATCH` and `DELETE /api/resources/{schema}/{externalId}`: one resource at once, with
 * the same checks and the same fold as a batch.
 */
export function createWriteResource(deps: WriteResourceDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const idOrName = request.path['schema'] ?? '';
    const schema = await deps.findSchema(owner.value.partnerId, idOrName);
    if (schema === undefined) return noDefinition(idOrName);
    const wanted = request.method === 'DELETE' ? parseDelete(request) : await parseWrite(request, schema);
    if (wanted.kind !== 'parsed') return wanted;
    const { externalId } = wanted.value;
    const key: ResourceKey = { ...owner.value, schemaId: schema.definition.id, externalId };
    return toReply(await writeOne(deps, key, schema, wanted.value), schema, wanted.value);
  };
}

type Written =
  | { readonly kind: 'written'; readonly before: Resource | undefined; readonly state: ResourceState }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'other-version'; readonly version: number | undefined };

/** A write of one resource leaves the marker as it is: it is no lane, and lanes must still find themselves there. */
async function writeOne(
  deps: WriteResourceDeps,
  key: ResourceKey,
  { compiled }: UsableSchema,
  { operation, patch, ifMatch, ifNone }: Wanted,
): Promise<Written> {
  let state = await deps.resources.read(key);
  for (let retry = 0; retry <= MAX_CONFLICT_RETRIES; retry += 1) {
    if (retry > 0) await deps.pause(retry);
    const before = state.resource;
    if ((ifMatch !== undefined && !matches(ifMatch, before)) || (ifNone && before !== undefined))
      return { kind: 'other-version', version: before?.version };
    const { results, ...folded } = fold(state, [{ index: 0, patch }], {
      operation,
      onFailure: 'continue',
      checkDocument: (document) => compiled.checkDocument(document),
      newId: deps.newId,
      now: deps.now().toISOString(),
    });
    const [result] = results;
    if (result?.outcome === 'failed') return { kind: 'failed', failure: result.failure };
    if (result?.outcome === 'unchanged') return { kind: 'written', before, state };
    const { resource, version } = folded;
    const next: ResourceState = { ...state, resource, version, revision: state.revision + 1 };
    const written = await deps.resources.write(key, next, state.revision);
    // A write whose answer was lost is sent again by the SDK, and then meets itself.
    if (written.kind === 'written' || isSame(written.current, next)) {
      return { kind: 'written', before, state: next };
    }
    state = written.current;
  }
  throw new TransientError(`a resource was changed by others ${MAX_CONFLICT_RETRIES + 1} times in a row`);
}

function matches(ifMatch: readonly string[], resource: Resource | undefined): boolean {
  return resource !== undefined && ifMatch.some((tag) => tag === '*' || tag === etagOf(resource));
}

function isSame(a: ResourceState, b: ResourceState): boolean {
  return (
    a.revision === b.revision &&
    a.version === b.version &&
    a.resource?.id === b.resource?.id &&
    a.resource?.updatedAt === b.resource?.updatedAt &&
    sameJson(a.resource?.data, b.resource?.data)
  );
}

function toReply(written: Written, { definition }: UsableSchema, { externalId, ifNone }: Wanted): Reply {
  const named = `${definition.name} "${externalId}"`;
  switch (written.kind) {
    case 'other-version':
      return {
        kind: 'precondition-failed',
        message:
          written.version === undefined
            ? `There is no ${named}, which If-Match asks for.`
            : `The ${named} has version ${written.version}, ${ifNone ? 'and If-None-Match asks for none' : 'which If-Match does not name'}.`,
      };
    case 'failed':
      return toRefusal(written.failure, named);
    case 'written': {
      const { before, state } = written;
      if (state.resource === undefined) {
        return { kind: 'ok', data: { resourceExternalId: externalId, version: state.version } };
      }
      const data = { result: resourceView(definition.id, externalId, state.resource) };
      const etag = etagOf(state.resource);
      const location = `/api/resources/${encodeURIComponent(definition.name)}/${encodeURIComponent(externalId)}`;
      return before === undefined ? { kind: 'created', data, location, etag } : { kind: 'ok', data, etag };
    }
  }
}

function toRefusal({ code, message, errors }: Failure, named: string): Reply {
  switch (code) {
    case 'resource_not_found':
      return { kind: 'not-found', message: `There is no ${named}.` };
    case 'already_exists':
      return { kind: 'conflict', message: `The ${named} is there already.` };
    case 'validation_failed':
      return invalid(
        message,
        errors.map((error) => `data${error}`),
      );
    case 'resource_too_large':
      return { kind: 'too-large', message };
    // What only a batch asks for.
    case 'version_mismatch':
    case 'skipped_after_failure':
    case 'retries_exhausted':
    case 'outcome_unknown':
      return { kind: 'conflict', message };
  }
}

function parseDelete(request: HttpRequest): Parsed<Wanted> {
  const preconditions = parsePreconditions(request);
  if (preconditions.kind !== 'parsed') return preconditions;
  const { externalId = '' } = request.path;
  return parsed({ operation: 'delete', externalId, patch: {}, ...preconditions.value });
}

export const resourceBody = z.strictObject({ data: z.custom<JsonObject>(isJsonObject) });
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  PATCH: ['ignoreUnknownFields'],
  POST: ['ignoreUnknownFields', 'onconflict'],
};
const REFUSED = 'The resource is not valid; nothing was written.';

async function parseWrite(request: HttpRequest, schema: UsableSchema): Promise<Parsed<Wanted>> {
  const json = await readJsonBody(request);
  if (json.kind !== 'parsed') return json;
  const preconditions = parsePreconditions(request);
  if (preconditions.kind !== 'parsed') return preconditions;
  const errors: string[] = [...unknownParameters(request.query, PARAMETERS[request.method] ?? [])];
  const ignoreUnknownFields = parseFlag(request.query['ignoreUnknownFields']);
  if (ignoreUnknownFields === undefined) errors.push(`query ignoreUnknownFields: ${EXPECTED.flag}`);
  const operation = request.method === 'PATCH' ? 'patch' : parseOnConflict(request.query['onconflict']);
  if (operation === undefined) errors.push(`query onconflict: ${EXPECTED.onconflict}`);
  const { data: outer } = resourceBody.safeParse(json.value);
  if (outer === undefined) {
    return invalid(REFUSED, [...errors, 'body: must be an object {"data": {...}} and nothing else']);
  }

  const { externalIdField } = schema.definition;
  const { externalId: named } = request.path;
  const given = ownField(outer.data, externalIdField);
  if (named !== undefined && given !== undefined && given !== named) {
    errors.push(`data/${externalIdField}: must be the external id in the path, which cannot be changed`);
    return invalid(REFUSED, errors);
  }
  const item = named === undefined ? outer.data : { ...outer.data, [externalIdField]: named };
  const { patch, problems } = parsePatch(item, schema, ignoreUnknownFields ?? false);
  errors.push(...problems.map(({ pointer, message }) => `data${pointer}: ${message}`));
  if (patch === undefined || operation === undefined || errors.length > 0) return invalid(REFUSED, errors);
  // `parsePatch` has seen that it is a text.
  const externalId = String(ownField(patch, externalIdField));
  return parsed({ operation, externalId, patch, ...preconditions.value });
}

/** `If-Match` and `If-None-Match`. https://www.rfc-editor.org/rfc/rfc9110#section-13.1 */
function parsePreconditions({ headers }: HttpRequest): Parsed<Pick<Wanted, 'ifMatch' | 'ifNone'>> {
  const none = headers['if-none-match']?.trim();
  const match = headers['if-match']?.trim();
  const tags = match?.split(',').map((tag) => tag.trim());
  const errors = [
    ...(match === undefined || match === '*' || tags?.every((tag) => /^"\d+"$/.test(tag))
      ? []
      : ['header if-match: must be * or the ETag of the resource, a version in quotes']),
    ...(none === undefined || none === '*' ? [] : ['header if-none-match: must be *, of a call that writes']),
  ];
  if (errors.length > 0) return invalid('The precondition cannot be read.', errors);
  return parsed({ ifMatch: tags, ifNone: none !== undefined });
}
