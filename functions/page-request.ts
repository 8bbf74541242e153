import { decodeCursor } from './cursor.ts';
import type { HttpRequest } from './http.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';

/** Which page of a list a request asks for. */
export interface Page {
  readonly limit: number;
  /** Position that the page comes after; undefined for the first. */
  readonly after: string | undefined;
}

/** Reads `limit` and `cursor`; `list` names the list that the cursor must be of. */
export function parsePage(
  { query }: HttpRequest,
  list: readonly string[],
  { usual, most }: { readonly usual: number; readonly most: number },
): Parsed<Page> {
  const { limit = String(usual), cursor } = query;
  const after = cursor === undefined ? undefined : decodeCursor(list, cursor);
  const isLimit = /^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= most;
  const errors = [
    ...(isLimit ? [] : [`query limit: must be a whole number from 1 to ${most}`]),
    ...(cursor !== undefined && after === undefined
      ? ['query cursor: must be a cursor that this very list gave']
      : []),
  ];
  return errors.length > 0
    ? invalid('The page cannot be told.', errors)
    : parsed({ limit: Number(limit), after });
}
