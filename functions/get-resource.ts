import { parseOwner } from './caller.ts';
import type { ResourceReader } from './domain/ports.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import type { HttpRequest, Reply } from './http.ts';

export interface GetResourceDeps {
  /** By id, name or plural name; may be up to 60 s old. */
  findSchema(partnerId: string, idOrName: string): Promise<Pick<UsableSchema, 'definition'> | undefined>;
  readonly resources: ResourceReader;
}

/** `GET /api/resources/{schema}/{externalId}`: one resource; the ETag is its version. */
export function createGetResource(deps: GetResourceDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const { schema: idOrName = '', externalId = '' } = request.path;
    const schema = await deps.findSchema(owner.value.partnerId, idOrName);
    if (schema === undefined) {
      return { kind: 'not-found', message: `There is no schema definition "${idOrName}".` };
    }
    const schemaId = schema.definition.id;
    const { resource } = await deps.resources.read({ ...owner.value, schemaId, externalId });
    if (resource === undefined) {
      return { kind: 'not-found', message: `There is no ${schema.definition.name} "${externalId}".` };
    }
    const { id, version, createdAt, updatedAt, data } = resource;
    const result = {
      id,
      schemaDefinitionId: schemaId,
      resourceExternalId: externalId,
      version,
      createdAt,
      updatedAt,
      data,
    };
    return { kind: 'ok', data: { result }, etag: `"${version}"` };
  };
}
