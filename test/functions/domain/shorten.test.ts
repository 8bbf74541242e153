import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shorten } from '../../../functions/domain/shorten.ts';

describe('shortening', () => {
  it('leaves a text alone that is no longer than it may be', () => {
    expect(shorten('abcdef', 6)).toBe('abcdef');
  });

  it('keeps both ends of a longer one', () => {
    expect(shorten('abcdefg', 6)).toBe('abc ... efg');
    expect(shorten('abcdefgh', 7)).toBe('abc ... fgh');
  });

  it('gives well-formed text, about as long as it may be at most', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 2, max: 100 }),
        (text, max) => {
          const short = shorten(text, max);
          expect(short.isWellFormed()).toBe(true);
          expect(short.length).toBeLessThanOrEqual(max + ' ... '.length);
        },
      ),
    );
  });
});
