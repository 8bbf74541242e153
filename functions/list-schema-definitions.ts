import { parseCaller } from './caller.ts';
import { encodeCursor } from './cursor.ts';
import type { SchemaDefinitions } from './domain/ports.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { parsePage, takePage } from './page.ts';
import { viewOf } from './schema-definition-view.ts';

export const LIMITS = { usual: 20, most: 100 };

export interface ListSchemaDefinitionsDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'list'>;
}

/** `GET /partner/schema-definitions`: the partner's definitions, by name. */
export function createListSchemaDefinitions(deps: ListSchemaDefinitionsDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const caller = parseCaller(request);
    if (caller.kind !== 'parsed') return caller;
    const list = [caller.value.partnerId, 'schema-definitions'];
    const page = parsePage(request, list, LIMITS);
    if (page.kind !== 'parsed') return page;
    const { limit, after = '' } = page.value;
    const definitions = await deps.schemaDefinitions.list(caller.value.partnerId);
    const inOrder = definitions
      .map((definition) => ({ name: definition.name.toLowerCase(), view: viewOf(definition) }))
      .filter(({ name }) => name > after)
      // No two names are the same, ignoring case.
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { taken, hasNextPage } = await takePage(inOrder, limit);
    const last = taken.at(-1);
    const cursor = hasNextPage && last !== undefined ? encodeCursor(list, last.name) : null;
    const results = taken.map(({ view }) => view);
    return { kind: 'ok', data: { results, pagination: { hasNextPage, cursor } } };
  };
}
