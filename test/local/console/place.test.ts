import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  elsewhere,
  HOME,
  type Place,
  parsePlace,
  RANGES,
  toHash,
} from '../../../local/console/page/model/place.ts';

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const place: fc.Arbitrary<Place> = fc
  .record(
    {
      view: fc.constantFrom('overview' as const, 'batches' as const, 'queues' as const, 'send' as const),
      minutes: fc.constantFrom(...RANGES),
      partner: text,
      tenant: text,
      outcome: text,
      status: text,
      cursor: text,
      record: fc.nat(999_999),
    },
    { requiredKeys: ['view', 'minutes'] },
  )
  .chain((here) =>
    fc.oneof(
      fc.constant(here),
      text.map((batchId): Place => ({ ...here, view: 'batch', batchId })),
    ),
  );

describe('the place in the URL', () => {
  it('comes back from its hash', () => {
    fc.assert(
      fc.property(place, (here) => {
        expect(parsePlace(toHash(here))).toEqual(here);
      }),
    );
  });

  it('can be read from any hash', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(parsePlace(hash).view).toBeDefined();
      }),
    );
    expect(parsePlace('')).toEqual(HOME);
    expect(parsePlace('#/batches/%E0%A4%A?record=x&minutes=7')).toEqual({
      view: 'batch',
      batchId: '%E0%A4%A',
      minutes: 5,
    });
  });

  it('keeps whom the reader speaks for and the range, not the page', () => {
    const here = parsePlace('#/batches?tenant=t&minutes=60&status=failed&cursor=c');
    expect(toHash(elsewhere(here, { view: 'batch', batchId: 'b-1' }))).toBe(
      '#/batches/b-1?tenant=t&minutes=60',
    );
  });
});
