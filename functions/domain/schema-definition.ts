import type { JsonObject } from './json.ts';
import type { CompiledSchema } from './schema.ts';

export const CATEGORIES = [
  'contacts_schema',
  'transactions_schema',
  'locations_schema',
  'custom_schema',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** One version of a partner's schema definition. */
export interface SchemaDefinition {
  readonly id: string;
  readonly partnerId: string;
  readonly name: string;
  readonly pluralName: string;
  readonly description: string;
  readonly category: Category;
  /** The string field of the schema that names a resource. */
  readonly externalIdField: string;
  /** JSON Schema, draft-07. */
  readonly schema: JsonObject;
  /** 1 for a new definition, one more for every update. */
  readonly versionNumber: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A schema definition ready to check patches with. */
export interface UsableSchema {
  readonly definition: SchemaDefinition;
  readonly compiled: CompiledSchema;
}
