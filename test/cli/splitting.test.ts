import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitArray } from '../../cli/input/json-array.ts';
import { splitLines, splitRows } from '../../cli/input/lines.ts';
import type { Pieces } from '../../cli/input/piece.ts';

const MAX_BYTES = 1000;

/** Comes in chunks of so many bytes. */
async function* chunksOf(text: string, size = 7): AsyncGenerator<Buffer, void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function listed(pieces: Pieces) {
  const list: { text: string; line: number; column: number; problem?: string }[] = [];
  for await (const some of pieces) {
    for (const { bytes, line, column, problem } of some) {
      list.push({ text: bytes.toString(), line, column, ...(problem !== undefined && { problem }) });
    }
  }
  return list;
}

const textsOf = async (pieces: Pieces) => (await listed(pieces)).map(({ text }) => text);

/** Where an array ends may depend on what the strings in it hold. */
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '[', '}', ',', 'é') }),
);

describe('cutting an array into its elements', () => {
  it('gives every element, however it is written and in whatever chunks it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(json, { maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom(undefined, 2, '\t'),
        async (elements, size, space) => {
          const text = JSON.stringify(elements, undefined, space);
          const pieces = await textsOf(splitArray(chunksOf(text, size), 1_000_000));
          expect(pieces.map((piece) => JSON.parse(piece))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('says where each one begins, and keeps it as it is written', async () => {
    const text = '[\n  {"n": 1.10},\n  {"s": "]"} , 3]\n';
    expect(await listed(splitArray(chunksOf(text), MAX_BYTES))).toEqual([
      { text: '{"n": 1.10}', line: 2, column: 3 },
      { text: '{"s": "]"} ', line: 3, column: 3 },
      { text: '3', line: 3, column: 16 },
    ]);
  });

  it.each([
    ['[1,,2]', 1, 4, 'a record was expected'],
    ['[1,]', 1, 4, 'a record was expected'],
    ['[1', 1, 3, 'the file ends before the array does: ] was expected'],
    ['[1]\n2', 2, 1, 'nothing was expected after the end of the array'],
  ])('reports what is wrong with the array %j', async (text, line, column, problem) => {
    const pieces = await listed(splitArray(chunksOf(text), MAX_BYTES));
    expect(pieces.filter((piece) => piece.problem !== undefined)).toEqual([
      { text: '', line, column, problem },
    ]);
  });

  it('refuses what is no array, and an element that does not end', async () => {
    await expect(textsOf(splitArray(chunksOf('{"a": 1}'), MAX_BYTES))).rejects.toThrow('begins with [');
    await expect(textsOf(splitArray(chunksOf(''), MAX_BYTES))).rejects.toThrow('begins with [');
    const endless = `[{"a": [1}, ${'{"b": 2}, '.repeat(200)}]`;
    await expect(textsOf(splitArray(chunksOf(endless), MAX_BYTES))).rejects.toThrow(
      'begins in line 1, column 2 does not end within 1000 bytes',
    );
  });
});

describe('cutting a file into its lines', () => {
  it('gives every line with its number, without blank ones, whatever ends them', async () => {
    expect(await listed(splitLines(chunksOf('{"a":1}\r\n\n  \n{"b":2}\n{"c":3}'), MAX_BYTES))).toEqual([
      { text: '{"a":1}\r\n', line: 1, column: 1 },
      { text: '{"b":2}\n', line: 4, column: 1 },
      { text: '{"c":3}', line: 5, column: 1 },
    ]);
  });

  it('passes over a line that is too large, and goes on after it', async () => {
    const pieces = await listed(splitLines(chunksOf(`1\n${'x'.repeat(5000)}\n3\n`), MAX_BYTES));
    expect(pieces.map(({ line, problem }) => [line, problem])).toEqual([
      [1, undefined],
      [2, 'has more than 1000 bytes'],
      [3, undefined],
    ]);
  });
});

describe('cutting CSV into its rows', () => {
  it('ends a row at the line ends that are not between quotes', async () => {
    const text = 'a,b\n"x\ny",1\n"say ""\n""",2\n3,4\n';
    expect((await listed(splitRows(chunksOf(text), MAX_BYTES))).map((row) => [row.line, row.text])).toEqual([
      [1, 'a,b\n'],
      [2, '"x\ny",1\n'],
      [4, '"say ""\n""",2\n'],
      [6, '3,4\n'],
    ]);
  });

  it('refuses a row that does not end', async () => {
    const text = `a\n"open\n${'more\n'.repeat(1000)}`;
    await expect(listed(splitRows(chunksOf(text), MAX_BYTES))).rejects.toThrow(
      'The row that begins in line 2 has more than 1000 bytes: is a quote not closed?',
    );
  });
});
