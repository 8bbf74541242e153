import { describe, expect, it } from 'vitest';
import { parseFlag } from '../../functions/write-parameters.ts';

describe('parseFlag', () => {
  it.each<[string | undefined, boolean | undefined]>([
    [undefined, false],
    ['', false],
    ['null', false],
    ['false', false],
    ['true', true],
    ['TRUE', undefined],
    ['True', undefined],
    ['1', undefined],
    ['0', undefined],
    ['yes', undefined],
    [' true', undefined],
    ['undefined', undefined],
  ])('reads %j as %j', (text, expected) => {
    expect(parseFlag(text)).toBe(expected);
  });
});
