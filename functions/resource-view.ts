import type { Resource } from './domain/resource.ts';

/** A resource as the API shows it. */
export function resourceView(schemaDefinitionId: string, resourceExternalId: string, resource: Resource) {
  const { id, version, createdAt, updatedAt, data } = resource;
  return { id, schemaDefinitionId, resourceExternalId, version, createdAt, updatedAt, data };
}

/** A resource's version as an entity tag (RFC 9110, section 8.8.3). */
export function etagOf({ version }: Pick<Resource, 'version'>): string {
  return `"${version}"`;
}
