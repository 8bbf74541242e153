import type { SchemaDefinition } from './domain/schema-definition.ts';
import type { Refusal } from './refusal.ts';

export function noDefinition(idOrName: string): Refusal {
  return { kind: 'not-found', message: `There is no schema definition "${idOrName}".` };
}

/** A schema definition as the API shows it. */
export function viewOf(definition: SchemaDefinition) {
  return {
    id: definition.id,
    name: definition.name,
    pluralName: definition.pluralName,
    description: definition.description,
    category: definition.category,
    externalIdField: definition.externalIdField,
    external_id_field: definition.externalIdField,
    schema: definition.schema,
    versionNumber: definition.versionNumber,
    // Schemas refer to nothing outside themselves, so this is always empty; the field is part of the contract.
    referenceSchemas: [],
    createdAt: definition.createdAt,
    updatedAt: definition.updatedAt,
  };
}
