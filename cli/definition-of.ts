import type { SchemaDefinition } from './api-types.ts';
import type { Client } from './client.ts';
import { PatchlaneError } from './errors.ts';

/** @throws PatchlaneError when there is no such definition */
export async function definitionOf(client: Client, schema: string): Promise<SchemaDefinition> {
  const definition = await client.definition(schema);
  if (definition !== undefined) return definition;
  throw new PatchlaneError(`There is no schema definition ${JSON.stringify(schema)} for this token.`);
}
