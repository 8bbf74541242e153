import { type Json, ownField } from './json.ts';
import { mapKeyword, namesInDependencies, type Schema, stringsOf, subschemasOf } from './schema-keywords.ts';
import type { LinkedSchema } from './schema-links.ts';

/** A keyword of our own: counts steps, as many as its value, whenever its schema is applied. */
export const METERED = 'patchlane:metered';

/** A keyword of our own: counts the steps of keywords that go over all fields or all text of a value, so many as its value. */
export const METERED_SIZE = 'patchlane:metered-size';

/**
 * Adds the keywords that count what a check costs. A definition and the schema of repeated values count what stands in
 * them, because nothing else lets a schema of limited size meet more values than it has parts; keywords whose cost grows
 * with the value count for themselves.
 */
export function meterSchema({ root, definitions }: LinkedSchema): LinkedSchema {
  return {
    root: metered(root, STEPS_OF_A_CALL),
    definitions: new Map([...definitions].map(([ref, part]) => [ref, metered(part, STEPS_OF_A_CALL)])),
  };
}

/** @param steps beside those of what stands in it; undefined where it is a part of what is counted already */
function metered(schema: Schema, steps: number | undefined): Schema {
  if (typeof schema === 'boolean') return schema;
  const sized = Object.keys(schema).filter((keyword) => SIZED.has(keyword)).length;
  return {
    ...(steps === undefined ? {} : { [METERED]: steps + Math.ceil(unitsOf(schema) / UNITS_PER_STEP) }),
    ...(sized > 0 ? { [METERED_SIZE]: sized } : {}),
    ...Object.fromEntries(
      Object.entries(schema).map(([keyword, value]): readonly [string, Json] => [
        keyword,
        mapKeyword(keyword, value, (part) => metered(part, isRepeated(keyword, value) ? 0 : undefined)),
      ]),
    ),
  };
}

/** A definition is a function, and may be asked in vain, which makes an error. */
const STEPS_OF_A_CALL = 2;

/** Simple keywords, such as `type`, that are checked in the time of one step. */
const UNITS_PER_STEP = 4;

/** The subschemas that are applied with this one, and the names that it looks for. */
function unitsOf(schema: Schema): number {
  if (typeof schema === 'boolean') return 0;
  const names = stringsOf(schema, 'required').length + namesInDependencies(schema);
  const together = subschemasOf(schema).filter(
    ({ keyword }) => !isRepeated(keyword, ownField(schema, keyword) ?? null),
  );
  return together.reduce((sum, part) => sum + unitsOf(part.schema), 1 + names);
}

const REPEATED: ReadonlySet<string> = new Set([
  'items',
  'additionalItems',
  'contains',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
]);

function isRepeated(keyword: string, value: Json): boolean {
  // Of a list, each schema meets one item.
  return REPEATED.has(keyword) && !Array.isArray(value);
}

const SIZED: ReadonlySet<string> = new Set([
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
]);
