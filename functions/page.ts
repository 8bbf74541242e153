import { decodeCursor } from './cursor.ts';
import { utf8Bytes } from './domain/storable.ts';
import type { HttpRequest } from './http-request.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';
import { unknownParameters } from './write-parameters.ts';

/** Which page of a list a request asks for. */
export interface Page {
  readonly limit: number;
  /** Position that the page comes after; undefined for the first. */
  readonly after: string | undefined;
}

/** Positions are sort keys. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_POSITION_BYTES = 1024;

/**
 * Reads `limit` and `cursor`; `list` names the list that the cursor must be of.
 * @param more names of the other parameters that the list has; one that is in neither is refused
 */
export function parsePage(
  { query }: HttpRequest,
  list: readonly string[],
  { usual, most }: { readonly usual: number; readonly most: number },
  more: readonly string[] = [],
): Parsed<Page> {
  const { limit = String(usual), cursor } = query;
  const position = cursor === undefined ? '' : (decodeCursor(list, cursor) ?? '');
  const isPosition = position !== '' && position.isWellFormed() && utf8Bytes(position) <= MAX_POSITION_BYTES;
  const after = isPosition ? position : undefined;
  const isLimit = /^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= most;
  const errors = [
    ...unknownParameters(query, [...more, 'limit', 'cursor']),
    ...(isLimit ? [] : [`query limit: must be a whole number from 1 to ${most}`]),
    ...(cursor !== undefined && after === undefined
      ? ['query cursor: must be a cursor that this very list gave']
      : []),
  ];
  return errors.length > 0
    ? invalid('The query is not valid.', errors)
    : parsed({ limit: Number(limit), after });
}

/** Answers of a function end at 6 MB; a page that is full sooner is shorter. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** Takes up to `limit` items that fit one answer as JSON, at least one, and looks whether there are more. */
export async function takePage<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
): Promise<{ readonly taken: readonly T[]; readonly hasNextPage: boolean }> {
  const taken: T[] = [];
  let room = MAX_PAGE_BYTES;
  for await (const item of items) {
    room -= utf8Bytes(JSON.stringify(item));
    if (taken.length === limit || (taken.length > 0 && room < 0)) return { taken, hasNextPage: true };
    taken.push(item);
  }
  return { taken, hasNextPage: false };
}
