import { ON_FAILURE, type OnFailure } from './domain/batch.ts';

// Query parameters of the calls that write. Each reader gives undefined for a value that its parameter may not have.

type Query = Readonly<Record<string, string | undefined>>;

/** What is wrong with the names of a query: a misspelled option that is passed over does the opposite of what was asked. */
export function unknownParameters(query: Query, known: readonly string[]): readonly string[] {
  return Object.entries(query)
    .filter(([name, value]) => value !== undefined && !known.includes(name))
    .map(
      ([name]) =>
        `query ${name}: is not known here; ${known.length > 0 ? `expected ${known.join(' or ')}` : 'the call takes no parameters'}`,
    );
}

/** Reads a parameter that is true or false, false where it says nothing. */
export function parseFlag(text: string | undefined): boolean | undefined {
  if (text === undefined || text === '' || text === 'null' || text === 'false') return false;
  return text === 'true' ? true : undefined;
}

/** Reads `onconflict`, what to do with resources that are there. */
export function parseOnConflict(text: string | undefined): 'upsert' | 'create' | undefined {
  if (text === undefined || text === '' || text === 'upsert') return 'upsert';
  return text === 'reject' ? 'create' : undefined;
}

/** Reads `onFailure`, what a failed patch means for the later ones of its resource. */
export function parseOnFailure(text: string | undefined): OnFailure | undefined {
  return text === undefined || text === '' ? 'continue' : ON_FAILURE.find((known) => known === text);
}

/** What each parameter may be, in words. */
export const EXPECTED = {
  flag: 'must be true or false',
  onconflict: 'must be upsert or reject',
  onFailure: `must be ${ON_FAILURE.join(' or ')}`,
} as const;
