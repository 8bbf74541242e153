import { parseCaller } from './caller.ts';
import type { SchemaDefinitions } from './domain/ports.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { noDefinition, viewOf } from './schema-definition-view.ts';

export interface GetSchemaDefinitionDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'find'>;
}

/** `GET /partner/schema-definitions/{idOrName}`: the current version, by id, name or plural name, ignoring case. */
export function createGetSchemaDefinition(deps: GetSchemaDefinitionDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const caller = parseCaller(request);
    if (caller.kind !== 'parsed') return caller;
    const idOrName = request.path['idOrName'] ?? '';
    const definition = await deps.schemaDefinitions.find(caller.value.partnerId, idOrName);
    return definition === undefined ? noDefinition(idOrName) : { kind: 'ok', data: viewOf(definition) };
  };
}
