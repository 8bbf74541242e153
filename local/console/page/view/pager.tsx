import { type Place, toHash } from '../model/place.ts';

export interface PagerProps {
  readonly place: Place;
  readonly pagination: { readonly hasNextPage: boolean; readonly cursor: string | null };
  readonly of: string;
}

/** Cursors lead forward only; back is the browser's, as every page is a place. */
export function Pager({ place, pagination, of }: PagerProps) {
  const { cursor, record: _, ...first } = place;
  if (cursor === undefined && !pagination.hasNextPage) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${of}`}>
      {cursor !== undefined && <a href={toHash(first)}>First page</a>}
      {pagination.cursor !== null && <a href={toHash({ ...first, cursor: pagination.cursor })}>Next page</a>}
    </nav>
  );
}
