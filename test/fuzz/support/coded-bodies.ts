import fc from 'fast-check';
import { hostileJson, mostly } from './hostile-values.ts';
import { ALL_CODINGS, type Body } from './request.ts';

/** A text as it is, or with what goes wrong with texts. */
function mangled(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 60, arbitrary: texts },
    { weight: 1, arbitrary: texts.map((text) => `@{unit feff}${text}`) },
    { weight: 1, arbitrary: texts.map((text) => `${text}${text}`) },
    { weight: 1, arbitrary: texts.map((text) => `@{arrays 100000}${text}`) },
    {
      weight: 2,
      arbitrary: fc.tuple(texts, hostileJson, fc.nat()).map(([text, other, at]) => splice(text, at, other)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(texts, fc.nat())
        .map(([text, at]) => text.slice(0, at % (text.length + 1)).replace(/@\{[^}]*$/, '')),
    },
    { weight: 1, arbitrary: hostileJson },
    { weight: 1, arbitrary: fc.constant('') },
  );
}

/** Between two marks, so that none is cut in two. */
function splice(text: string, at: number, other: string): string {
  const place = at % (text.length + 1);
  return /@\{[^}]*$/.test(text.slice(0, place))
    ? other + text
    : text.slice(0, place) + other + text.slice(place);
}

const RARE: ReadonlySet<string> = new Set(['gzip bomb', 'gzip bomb in members']);
const rawBytes = fc
  .uint8Array({ maxLength: 64 })
  .map((bytes): Body => ({ text: Buffer.from(bytes).toString('hex'), coding: 'hexadecimal' }));

/** A body and how it is coded. */
export function bodyOf(texts: fc.Arbitrary<string>): fc.Arbitrary<Body> {
  const coding = fc.oneof(
    { weight: 400, arbitrary: fc.constantFrom<Body['coding']>('text', 'base64', 'gzip') },
    {
      weight: 60,
      arbitrary: fc.constantFrom(...ALL_CODINGS.filter((one) => one !== 'hexadecimal' && !RARE.has(one))),
    },
    { weight: 1, arbitrary: fc.constantFrom(...ALL_CODINGS.filter((one) => RARE.has(one))) },
  );
  return mostly(fc.record({ text: mangled(texts), coding }), rawBytes, 30);
}
