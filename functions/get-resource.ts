import { parseOwner } from './caller.ts';
import type { ResourceReader, SchemaDefinitions } from './domain/ports.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { hasAlready } from './if-none-match.ts';
import { etagOf, resourceView } from './resource-view.ts';
import { noDefinition } from './schema-definition-view.ts';

export interface GetResourceDeps {
  readonly schemaDefinitions: Pick<SchemaDefinitions, 'find'>;
  readonly resources: ResourceReader;
}

/** `GET /api/resources/{schema}/{externalId}`: one resource; the ETag is its version. */
export function createGetResource(deps: GetResourceDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const { schema: idOrName = '', externalId = '' } = request.path;
    const definition = await deps.schemaDefinitions.find(owner.value.partnerId, idOrName);
    if (definition === undefined) return noDefinition(idOrName);
    const schemaId = definition.id;
    const { resource } = await deps.resources.read({ ...owner.value, schemaId, externalId });
    if (resource === undefined) {
      return { kind: 'not-found', message: `There is no ${definition.name} "${externalId}".` };
    }
    const etag = etagOf(resource);
    if (hasAlready(request, etag)) return { kind: 'not-modified', etag };
    return { kind: 'ok', data: { result: resourceView(schemaId, externalId, resource) }, etag };
  };
}
