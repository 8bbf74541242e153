import { isJsonObject, type Json } from './json.ts';
import type { Problem } from './schema.ts';
import { utf8Bytes } from './storable.ts';

/** Bytes of a schema as compact JSON; with names and times it must fit a DynamoDB item of 400 KB, twice. */
export const MAX_SCHEMA_BYTES = 64 * 1024;

/** Levels of objects and arrays in a schema, the schema itself being the first. */
export const MAX_SCHEMA_DEPTH = 32;

/** What is too large about a schema to look at it any further. */
export function findOversize(schema: Json): readonly Problem[] {
  // The depth first: what turns JSON into text cannot take any depth.
  if (isDeeper(schema, MAX_SCHEMA_DEPTH)) {
    return [{ pointer: '', message: `must not nest deeper than ${MAX_SCHEMA_DEPTH} levels` }];
  }
  const bytes = utf8Bytes(JSON.stringify(schema));
  if (bytes <= MAX_SCHEMA_BYTES) return [];
  return [{ pointer: '', message: `must not be larger than ${MAX_SCHEMA_BYTES} bytes (it has ${bytes})` }];
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const parts: readonly Json[] = isJsonObject(value) ? Object.values(value) : value;
  return parts.some((part) => isDeeper(part, levels - 1));
}
