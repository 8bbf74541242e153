import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson } from '../../cli/report/printable.ts';
import { createTable } from '../../cli/report/table.ts';
import { wrap } from '../../cli/report/wrap.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', ' ', '\u001b', '[31m', '\u009b', '\u202e', '日', '\n', '\r', '\t'),
  }),
);

describe('text of others', () => {
  it('holds nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(text, (some) => {
        const shown = printable(some);
        expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029]/u);
        expect(stripVTControlCharacters(shown)).toBe(shown);
      }),
    );
  });

  it('is as it was where it is plain', () => {
    expect(printable('Zoë, 日本, नमस्ते, 👩‍🚀 "\\n"')).toBe('Zoë, 日本, नमस्ते, 👩‍🚀 "\\n"');
  });

  it('means the same as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), text, (value, some) => {
        const whole = { value, [some]: some };
        expect(JSON.parse(printableJson(whole, 2))).toEqual(JSON.parse(JSON.stringify(whole)));
        expect(printableJson(whole).split('\n')).toHaveLength(1);
      }),
    );
  });
});

describe('wrapping', () => {
  it('loses nothing but spaces, and stays within its columns', () => {
    fc.assert(
      fc.property(text.map(printable), fc.integer({ min: 2, max: 40 }), (some, columns) => {
        const wrapped = wrap(some, columns);
        expect(wrapped.replaceAll(/\s/g, '')).toBe(some.replaceAll(/\s/g, ''));
        for (const line of wrapped.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('breaks at spaces where it can, and within words where it must', () => {
    expect(wrap('the quick brown', 9)).toBe('the quick\nbrown');
    expect(wrap('a verylongword', 5)).toBe('a\nveryl\nongwo\nrd');
    expect(wrap('日本語', 4)).toBe('日本\n語');
  });
});

describe('a table', () => {
  const columns = [
    { head: 'no', width: 3, align: 'right' },
    { head: 'name' },
    { head: 'state', width: 5 },
  ] as const;

  it.each([40, 80, 120])('is as wide as its terminal of %d columns, less one', (width) => {
    const table = createTable(columns, { write: () => undefined, columns: width });
    const lines = table.row([7, 'n'.repeat(200), 'ended'], ['why '.repeat(60)]).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(width - 1);
  });

  it('has its rows under its head, and details under their row', () => {
    const table = createTable(columns, { write: () => undefined, columns: 30 });
    expect([
      table.head(),
      table.row([1, 'a', 'bad'], ['because', 'of this']),
      table.row([22, '日本', '\u0007']),
    ]).toEqual([
      ' NO  NAME               STATE',
      '  1  a                  bad\n     because\n     of this',
      ' 22  日本               \\u000\n                        7',
    ]);
  });
});
