import { parseCaller } from './caller.ts';
import type { SchemaDefinitions } from './domain/ports.ts';
import type { HttpRequest, Reply } from './http.ts';
import { viewOf } from './schema-definition-view.ts';

export interface ListSchemaDefinitionsDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'list'>;
}

/** `GET /partner/schema-definitions`: the partner's definitions, by name. */
export function createListSchemaDefinitions(deps: ListSchemaDefinitionsDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const caller = parseCaller(request);
    if (caller.kind !== 'parsed') return caller;
    const definitions = await deps.schemaDefinitions.list(caller.value.partnerId);
    const results = definitions
      .map((definition) => ({ name: definition.name.toLowerCase(), view: viewOf(definition) }))
      // No two names are the same, ignoring case.
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ view }) => view);
    // A partner has few definitions, so one page holds them all; the field is part of the contract.
    return { kind: 'ok', data: { results, pagination: { hasNextPage: false, cursor: null } } };
  };
}
