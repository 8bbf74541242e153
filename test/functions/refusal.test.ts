import { describe, expect, it } from 'vitest';
import { invalid, parsed } from '../../functions/refusal.ts';

describe('invalid', () => {
  const errors = (count: number) => Array.from({ length: count }, (_, at) => `error ${at}`);

  it.each([1, 100])('names %i errors one by one', (count) => {
    expect(invalid('It is wrong.', errors(count))).toEqual({
      kind: 'invalid',
      message: 'It is wrong.',
      errors: errors(count),
    });
  });

  it.each([
    [101, '... and 1 more'],
    [1100, '... and 1000 more'],
  ])('names the first hundred of %i errors and counts the others', (count, more) => {
    expect(invalid('It is wrong.', errors(count))).toMatchObject({ errors: [...errors(100), more] });
  });

  it('shortens errors that a long name of a field makes long, and keeps both their ends', () => {
    const [short, long] = ['x'.repeat(2000), `resources[0]/${'🦊'.repeat(30_000)}: must be string`];
    const refusal = invalid('It is wrong.', [short, long]);
    expect(refusal).toMatchObject({
      errors: [short, expect.stringMatching(/^resources\[0\]\/.*: must be string$/)],
    });
    expect(JSON.stringify(refusal).length).toBeLessThan(5000);
    expect(JSON.stringify(refusal).isWellFormed()).toBe(true);
  });
});

describe('parsed', () => {
  it('carries the value', () => {
    expect(parsed(undefined)).toEqual({ kind: 'parsed', value: undefined });
  });
});
