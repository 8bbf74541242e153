import { isJsonObject, type JsonObject, ownField, pointerToken, sameJson } from './json.ts';

/** What one patch does to a document, as JSON Pointers. */
export interface Changes {
  /** Values that are added, or replaced whole. */
  readonly changed: readonly string[];
  /** Values that are gone; the whole document is the empty pointer. */
  readonly cleared: readonly string[];
}

/** Compares two documents, undefined being none; a value that is new stands for all that is in it. */
export function changesBetween(before: JsonObject | undefined, after: JsonObject | undefined): Changes {
  if (after === undefined) return { changed: [], cleared: before === undefined ? [] : [''] };
  const changes = { changed: [] as string[], cleared: [] as string[] }; // empty literals have no type of their own
  compare(before ?? {}, after, '', changes);
  return changes;
}

function compare(
  before: JsonObject,
  after: JsonObject,
  pointer: string,
  changes: { readonly changed: string[]; readonly cleared: string[] },
): void {
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) changes.cleared.push(pointer + pointerToken(name));
  }
  for (const [name, value] of Object.entries(after)) {
    const at = pointer + pointerToken(name);
    const held = ownField(before, name);
    if (isJsonObject(held) && isJsonObject(value)) compare(held, value, at, changes);
    else if (!sameJson(held, value)) changes.changed.push(at);
  }
}
