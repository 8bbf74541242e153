import { randomBytes } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePayload, encodePayload } from '../../../functions/adapters/payload-codec.ts';
import { patches } from '../../support/domain.ts';
import { anyDocument } from './document-arbitraries.ts';

function decode(chunks: readonly Uint8Array[]): string {
  return zstdDecompressSync(Buffer.concat(chunks)).toString();
}

describe('encodePayload', () => {
  it('gives the patches back, in their order, as JSON in Zstandard', () => {
    fc.assert(
      fc.property(fc.array(anyDocument, { maxLength: 5 }), (documents) => {
        expect(decode(encodePayload(patches(...documents)))).toBe(JSON.stringify({ patches: documents }));
      }),
    );
  });

  it('gives back what patches have beside their fields, and where they have nothing', () => {
    const held = [
      { index: 0, patch: { a: 1 } },
      { index: 1, patch: { b: null }, ifVersion: 7 },
      { index: 2, patch: {}, parentIndex: 0 },
    ];
    const chunks = encodePayload(held);
    expect(decodePayload(chunks.map((chunk) => ({ chunk, chunks: chunks.length })))).toEqual(held);
  });

  it.each([
    ['nothing', 0],
    ['one small patch', 1],
  ])('makes one chunk of %s', (_, count) => {
    expect(encodePayload(patches(...Array(count).fill({ a: 1 })))).toHaveLength(1);
  });

  it('cuts what is larger into chunks that fit an item, all full but the last', () => {
    // Random digits compress to half.
    const documents = [{ noise: randomBytes(1_000_000).toString('hex') }];
    const chunks = encodePayload(patches(...documents));
    const sizes = chunks.map(({ length }) => length);
    expect(sizes.slice(0, -1)).toEqual([350_000, 350_000, 350_000].slice(0, sizes.length - 1));
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.at(-1)).toBeLessThanOrEqual(350_000);
    expect(sizes.at(-1)).toBeGreaterThan(0);
    expect(decode(chunks)).toBe(JSON.stringify({ patches: documents }));
  });

  it('makes a thousand patches that are much alike many times smaller', () => {
    const documents = Array.from({ length: 1000 }, (_, at) => ({
      customerId: `customer-${at}`,
      email: `person-${at}@example.org`,
      address: { city: 'Turin', country: 'Italy', lines: ['Via Roma 1', 'c/o Ada Lovelace'] },
    }));
    const bytes = encodePayload(patches(...documents)).reduce((sum, { length }) => sum + length, 0);
    expect(bytes * 8).toBeLessThan(JSON.stringify(documents).length);
  });
});
