import fc from 'fast-check';
import type { Json, JsonObject } from '../../../functions/domain/json.ts';

/** Few, so that documents and patches often meet; among them what every object inherits. */
const NAMES = ['a', 'b', '', '__proto__', 'constructor', 'hasOwnProperty'];

const { value, object } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json>(null, null, true, false, 0, 1, '', 'a'),
    tie('object'),
    fc.array(tie('value'), { maxLength: 2 }),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 4 })
    .map((fields) => Object.fromEntries(fields)),
}));

/** Small JSON values, nulls among them more often than others, as merge patches have them. */
export const anyJson: fc.Arbitrary<Json> = value;

export const anyJsonObject: fc.Arbitrary<JsonObject> = object;
