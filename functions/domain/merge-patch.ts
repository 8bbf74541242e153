import { isJsonObject, type Json } from './json.ts';

/**
 * RFC 7396, section 2: the document that a merge patch makes of another. Fields that the patch does not name stay,
 * null deletes, objects merge, everything else (arrays too) replaces.
 *
 * Merge patches do not compose, so several patches of one document are applied one after the other, never merged
 * with each other. Recursion is as deep as the patch, which `findUnstorable` bounds.
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const fields = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name);
    else fields.set(name, mergePatch(fields.get(name), value));
  }
  return Object.fromEntries(fields);
}
