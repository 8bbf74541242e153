import { parsePartner } from './caller.ts';
import type { SchemaDefinitions } from './domain/ports.ts';
import type { CheckSchema } from './domain/schema.ts';
import type { SchemaDefinition } from './domain/schema-definition.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { parseNewDefinition } from './schema-definition-request.ts';
import { viewOf } from './schema-definition-view.ts';

export interface CreateSchemaDefinitionDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'create'>;
  readonly checkSchema: CheckSchema;
  newId(): string;
  now(): Date;
}

/** `POST /partner/schema-definitions`: stores version 1 of a new kind of resource. */
export function createCreateSchemaDefinition(deps: CreateSchemaDefinitionDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const partner = parsePartner(request);
    if (partner.kind !== 'parsed') return partner;
    const call = await parseNewDefinition(request, deps.checkSchema);
    if (call.kind !== 'parsed') return call;
    const now = deps.now().toISOString();
    const definition: SchemaDefinition = {
      id: deps.newId(),
      partnerId: partner.value.partnerId,
      ...call.value,
      versionNumber: 1,
      createdAt: now,
      updatedAt: now,
    };
    const result = await deps.schemaDefinitions.create(definition);
    if (result.kind === 'name-taken') {
      return {
        kind: 'conflict',
        message: `The name "${result.name}" belongs to another schema definition; names and plural names are unique, ignoring case, and stay taken when a definition is deleted.`,
      };
    }
    return {
      kind: 'created',
      data: viewOf(definition),
      location: `/partner/schema-definitions/${definition.id}`,
    };
  };
}
