import fc from 'fast-check';

/** Whose data it is. */
export interface Identity {
  readonly partnerId: string;
  readonly tenantId: string;
}

export interface Pair {
  readonly mine: Identity;
  readonly theirs: Identity;
}

/** Names that somebody could take for one another, or for a part of a key. */
export const LOOKALIKES: readonly Pair[] = [
  pair(['a', 't'], ['ab', 't']),
  pair(['a', 'b#c'], ['a#b', 'c']),
  pair(['a', 't/x'], ['a', 't']),
  pair(['a%23b', 't'], ['a#b', 't']),
  pair(['a', 'T'], ['a', 't']),
  pair(['caf\u00e9', 't'], ['cafe\u0301', 't']),
  pair(['a', 'b'], ['b', 'a']),
  pair(['a,b', 't'], ['a', 'b,t']),
  pair(['__proto__', 't'], ['constructor', 't']),
  pair(['a', 'HEADER'], ['a', '-']),
];

function pair(mine: readonly [string, string], theirs: readonly [string, string]): Pair {
  const toIdentity = ([partnerId, tenantId]: readonly [string, string]) => ({ partnerId, tenantId });
  return { mine: toIdentity(mine), theirs: toIdentity(theirs) };
}

const name = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'A', '#', '/', '%', ',', '2', '3', '"', '\\', '-', '.', '~'),
    minLength: 1,
    maxLength: 4,
  }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
);

/** Two that are not the same; often they share partner or tenant. */
export const anyPair: fc.Arbitrary<Pair> = fc
  .tuple(name, name, name, name, fc.constantFrom('partner', 'tenant', 'none'))
  .map(([partnerId, tenantId, otherPartner, otherTenant, shared]) => ({
    mine: { partnerId, tenantId },
    theirs: {
      partnerId: shared === 'partner' ? partnerId : otherPartner,
      tenantId: shared === 'tenant' ? tenantId : otherTenant,
    },
  }))
  .filter(({ mine, theirs }) => mine.partnerId !== theirs.partnerId || mine.tenantId !== theirs.tenantId);
