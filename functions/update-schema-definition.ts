import { parsePartner } from './caller.ts';
import type { SchemaDefinitions } from './domain/ports.ts';
import type { CheckSchema } from './domain/schema.ts';
import type { SchemaDefinition } from './domain/schema-definition.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { parseChanges } from './schema-definition-request.ts';
import { noDefinition, viewOf } from './schema-definition-view.ts';

export interface UpdateSchemaDefinitionDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'find' | 'update'>;
  readonly checkSchema: CheckSchema;
  now(): Date;
}

/** `POST /partner/schema-definitions/{idOrName}`: stores the next version of a definition. */
export function createUpdateSchemaDefinition(deps: UpdateSchemaDefinitionDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const partner = parsePartner(request);
    if (partner.kind !== 'parsed') return partner;
    const idOrName = request.path['idOrName'] ?? '';
    const current = await deps.schemaDefinitions.find(partner.value.partnerId, idOrName);
    if (current === undefined) return noDefinition(idOrName);
    const changes = await parseChanges(request, current, deps.checkSchema);
    if (changes.kind !== 'parsed') return changes;
    const next: SchemaDefinition = {
      ...current,
      ...changes.value,
      versionNumber: current.versionNumber + 1,
      updatedAt: deps.now().toISOString(),
    };
    const { kind } = await deps.schemaDefinitions.update(next);
    switch (kind) {
      case 'updated':
        return { kind: 'ok', data: viewOf(next) };
      case 'conflict':
        return {
          kind: 'conflict',
          message: `The schema definition "${idOrName}" was updated by another call at the same time: read it, then send what you still want to change.`,
        };
      case 'not-found':
        return noDefinition(idOrName);
    }
  };
}
