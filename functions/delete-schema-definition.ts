import { parsePartner } from './caller.ts';
import type { SchemaDefinitions } from './domain/ports.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { noDefinition } from './schema-definition-view.ts';

export interface DeleteSchemaDefinitionDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'find' | 'deactivate'>;
  now(): Date;
}

/** `DELETE /partner/schema-definitions/{idOrName}`: hides a definition for good; what was stored with it stays. */
export function createDeleteSchemaDefinition(deps: DeleteSchemaDefinitionDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const partner = parsePartner(request);
    if (partner.kind !== 'parsed') return partner;
    const idOrName = request.path['idOrName'] ?? '';
    const definition = await deps.schemaDefinitions.find(partner.value.partnerId, idOrName);
    if (definition === undefined) return noDefinition(idOrName);
    const deactivatedAt = deps.now().toISOString();
    if (!(await deps.schemaDefinitions.deactivate(definition, deactivatedAt))) return noDefinition(idOrName);
    const { id, name } = definition;
    return { kind: 'ok', data: { id, name, deactivatedAt } };
  };
}
