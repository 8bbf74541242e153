import { inWords } from '../model/batch.ts';
import { type Place, toHash } from '../model/place.ts';

export interface FilterProps {
  readonly label: string;
  readonly place: Place;
  readonly field: 'status' | 'outcome';
  readonly values: readonly string[];
}

/** A list of links, each a place with one filter; another filter begins at the first page. */
export function Filter({ label, place, field, values }: FilterProps) {
  const { cursor: _, record: __, [field]: chosen, ...all } = place;
  return (
    <nav class="filter" aria-label={label}>
      {[undefined, ...values].map((value) => (
        <a
          key={value ?? ''}
          href={toHash(value === undefined ? all : { ...all, [field]: value })}
          {...(value === chosen && { 'aria-current': 'true' as const })}
        >
          {value === undefined ? 'all' : inWords(value)}
        </a>
      ))}
    </nav>
  );
}
