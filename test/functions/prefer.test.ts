import { describe, expect, it } from 'vitest';
import { parseWait } from '../../functions/prefer.ts';

describe('the preference to wait', () => {
  it.each([
    ['wait=1', 1],
    ['wait=19', 19],
    ['wait=20', 20],
    ['wait=21', 20],
    ['wait=99999999999999999999999', 20],
    ['wait=007', 7],
    ['Wait=5', 5],
    ['wait = 5', 5],
    ['wait="5"', 5],
    ['wait=5; foo="bar"', 5],
    ['respond-async, wait=5', 5],
    ['respond-async;wait=4, wait=5', 5],
    ['foo="a, wait=4", wait=5', 5],
    ['wait=5, wait=6', 5],
    ['  ,, wait=5 ,', 5],
  ])('%j is to wait for %i s', (prefer, seconds) => {
    expect(parseWait(prefer, 20)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    'wait',
    'wait=',
    'wait=0',
    'wait=-1',
    'wait=1.5',
    'wait=1e1',
    'wait=0x10',
    'wait=soon',
    'wait=5s',
    'wait=5 6',
    'wait="5',
    'waits=5',
    'await=5',
    'return=minimal',
    'foo="wait=5"',
    'wait=soon, wait=5',
  ])('%j is none', (prefer) => {
    expect(parseWait(prefer, 20)).toBeUndefined();
  });
});
