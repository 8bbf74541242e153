import { parseOwner } from './caller.ts';
import { encodeCursor } from './cursor.ts';
import type { ResourceList, SchemaDefinitions } from './domain/ports.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { parsePage, takePage } from './page.ts';
import { resourceView } from './resource-view.ts';
import { noDefinition } from './schema-definition-view.ts';

export const LIMITS = { usual: 20, most: 100 };

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
    const { taken, hasNextPage } = await takePage(
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
