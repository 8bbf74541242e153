import { describe, expect, it } from 'vitest';
import { hasAlready } from '../../functions/if-none-match.ts';

const knows = (value: string | undefined, etag = 'W/"a"') =>
  hasAlready({ headers: value === undefined ? {} : { 'if-none-match': value } }, etag);

describe('If-None-Match', () => {
  it.each(['W/"a"', '"a"', '*', ' * ', '"b", W/"a"', '"b",W/"a" , "c"', '"b, ", "a"'])(
    'matches W/"a" with %s',
    (value) => {
      expect(knows(value)).toBe(true);
    },
  );

  it.each([undefined, '', 'a', 'W/a', '"A"', '"aa"', '"b"', '"b", "c"', '"*"', '*, "b"'])(
    'does not match W/"a" with %s',
    (value) => {
      expect(knows(value)).toBe(false);
    },
  );

  it('compares weakly, whichever of the two tags is weak', () => {
    expect(knows('W/"a"', '"a"')).toBe(true);
    expect(knows('"a"', '"a"')).toBe(true);
  });
});
