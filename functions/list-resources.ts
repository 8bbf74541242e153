import { parseOwner } from './caller.ts';
import { encodeCursor } from './cursor.ts';
import type { ListedResource, ResourceList, SchemaDefinitions } from './domain/ports.ts';
import { utf8Bytes } from './domain/storable.ts';
import type { HttpRequest, Reply } from './http.ts';
import { parsePage } from './page-request.ts';
import { resourceView } from './resource-view.ts';
import { noDefinition } from './schema-definition-view.ts';

const LIMITS = { usual: 20, most: 100 };

/** Answers of a function end at 6 MB, of which one resource may take 400 KB; a page that is full sooner is shorter. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

export interface ListResourcesDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'find'>;
  readonly resources: ResourceList;
}

/** `GET /api/resources/{schema}`: a tenant's resources, a page at a time. */
export function createListResources(deps: ListResourcesDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const idOrName = request.path['schema'] ?? '';
    const definition = await deps.schemaDefinitions.find(owner.value.partnerId, idOrName);
    if (definition === undefined) return noDefinition(idOrName);
    const list = [owner.value.partnerId, owner.value.tenantId, definition.id];
    const page = parsePage(request, list, LIMITS);
    if (page.kind !== 'parsed') return page;
    const { limit, after } = page.value;
    const { taken, hasNextPage } = await take(
      deps.resources.scan(owner.value, definition.id, after, limit + 1),
      limit,
    );
    const last = taken.at(-1);
    const results = taken.map(({ externalId, resource }) =>
      resourceView(definition.id, externalId, resource),
    );
    const cursor = hasNextPage && last !== undefined ? encodeCursor(list, last.externalId) : null;
    return { kind: 'ok', data: { results, pagination: { hasNextPage, cursor } } };
  };
}

/** Takes up to `limit` resources that fit one answer, at least one, and looks whether there are more. */
async function take(
  resources: AsyncIterable<ListedResource>,
  limit: number,
): Promise<{ readonly taken: readonly ListedResource[]; readonly hasNextPage: boolean }> {
  const taken: ListedResource[] = [];
  let room = MAX_PAGE_BYTES;
  for await (const listed of resources) {
    room -= utf8Bytes(JSON.stringify(listed));
    if (taken.length === limit || (taken.length > 0 && room < 0)) return { taken, hasNextPage: true };
    taken.push(listed);
  }
  return { taken, hasNextPage: false };
}
