import { isJsonObject, type Json, type JsonObject, ownField, pointerToken } from './json.ts';
import type { CheckSchema, Problem } from './schema.ts';
import { findExpansions } from './schema-expansion.ts';
import { mapOf, type Schema, stringsOf } from './schema-keywords.ts';
import { indexSubschemas, localPointer, refOf } from './schema-links.ts';
import { findPatternProblems, type MeasurePattern } from './schema-patterns.ts';
import { findOversize } from './schema-size.ts';

export const MAX_SUBSCHEMAS = 2000;
export const MAX_ENUM_VALUES = 1000;

/** In code that Ajv generates, each next one stands a level deeper; V8's parser ends at about 1400. */
export const MAX_LISTED = 500;

export interface SchemaCheckDeps {
  /** What is wrong with a schema by the meta-schema of draft-07. */
  checkMetaSchema(schema: JsonObject): readonly Problem[];
  readonly measurePattern: MeasurePattern;
  /** The formats that are checked. */
  readonly formats: readonly string[];
}

/** Makes the check that every schema passes before it is stored. Later steps need what earlier ones have made sure. */
export function createSchemaChecker(deps: SchemaCheckDeps): CheckSchema {
  return (schema, externalIdField) => {
    const oversize = findOversize(schema);
    if (oversize.length > 0) return oversize;
    const dialect = ownField(schema, '$schema');
    if (dialect !== undefined && !DRAFT_07.has(dialect)) {
      return [{ pointer: '/$schema', message: 'must be "http://json-schema.org/draft-07/schema#"' }];
    }
    const malformed = deps.checkMetaSchema(schema);
    if (malformed.length > 0) return malformed;
    const subschemas = indexSubschemas(schema);
    if (subschemas.size > MAX_SUBSCHEMAS) {
      return [
        {
          pointer: '',
          message: `must not have more than ${MAX_SUBSCHEMAS} subschemas (it has ${subschemas.size})`,
        },
      ];
    }
    return [
      ...rootProblems(schema, externalIdField, subschemas),
      ...[...subschemas].flatMap(([pointer, subschema]) =>
        keywordProblems(pointer, subschema, subschemas, deps),
      ),
      ...findPatternProblems(subschemas, deps.measurePattern),
      ...findExpansions(subschemas),
    ];
  };
}

const DRAFT_07: ReadonlySet<Json> = new Set([
  'http://json-schema.org/draft-07/schema#',
  'http://json-schema.org/draft-07/schema',
]);

function rootProblems(
  schema: JsonObject,
  idField: string,
  subschemas: ReadonlyMap<string, Schema>,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (ownField(schema, 'type') !== 'object') problems.push({ pointer: '/type', message: 'must be "object"' });
  let field = ownField(mapOf(schema, 'properties'), idField);
  // As many steps as there are subschemas reach the end of every chain that has one.
  for (let steps = 0; isJsonObject(field) && steps < subschemas.size; steps += 1) {
    const target = localPointer(refOf(field) ?? '');
    if (target === undefined || Object.hasOwn(field, 'type')) break;
    field = subschemas.get(target);
  }
  if (!isJsonObject(field) || ownField(field, 'type') !== 'string') {
    problems.push({
      pointer: `/properties${pointerToken(idField)}`,
      message: 'must have the type "string": it is the external id field',
    });
  }
  if (!stringsOf(schema, 'required').includes(idField)) {
    problems.push({
      pointer: '/required',
      message: `must list ${JSON.stringify(idField)}, the external id field`,
    });
  }
  return problems;
}

function keywordProblems(
  pointer: string,
  schema: Schema,
  subschemas: ReadonlyMap<string, Schema>,
  deps: SchemaCheckDeps,
): readonly Problem[] {
  if (typeof schema === 'boolean') return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const message =
      FOREIGN_KEYWORDS.get(keyword) ?? valueMessage(keyword, value, pointer === '', subschemas, deps);
    return message === undefined ? [] : [{ pointer: `${pointer}${pointerToken(keyword)}`, message }];
  });
}

function valueMessage(
  keyword: string,
  value: Json,
  isRoot: boolean,
  subschemas: ReadonlyMap<string, Schema>,
  deps: SchemaCheckDeps,
): string | undefined {
  if (keyword === '$ref') return refMessage(String(value), subschemas);
  if (keyword === '$id' || keyword === '$schema') {
    return isRoot ? undefined : 'is allowed at the root of the schema only';
  }
  if (keyword === 'format' && !deps.formats.includes(String(value))) {
    return `must be one of ${deps.formats.join(', ')}`;
  }
  if (keyword === 'enum' && Array.isArray(value) && value.length > MAX_ENUM_VALUES) {
    return `must not have more than ${MAX_ENUM_VALUES} values (it has ${value.length})`;
  }
  if (keyword === 'items' && Array.isArray(value) && value.length > MAX_LISTED) {
    return `must not list more than ${MAX_LISTED} schemas (it has ${value.length})`;
  }
  if (keyword === 'dependencies' && longestList(value) > MAX_LISTED) {
    return `must not list more than ${MAX_LISTED} names for one field (it has ${longestList(value)})`;
  }
  return undefined;
}

function longestList(dependencies: Json): number {
  if (!isJsonObject(dependencies)) return 0;
  return Math.max(
    0,
    ...Object.values(dependencies).map((names) => (Array.isArray(names) ? names.length : 0)),
  );
}

function refMessage(ref: string, subschemas: ReadonlyMap<string, Schema>): string | undefined {
  const target = localPointer(ref);
  if (target === undefined) return 'must be local: "#" or "#/..."';
  return subschemas.has(target) ? undefined : 'must point to a subschema, as in "#/definitions/address"';
}

/** Keywords of other dialects, which draft-07 would ignore without a word. */
const FOREIGN_KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['$async', 'is not supported: it is an extension of Ajv'],
  ['$anchor', 'is not part of draft-07: refer to "#/definitions/..."'],
  ['$defs', 'is not part of draft-07: use "definitions"'],
  ['$dynamicRef', 'is not part of draft-07: use "$ref"'],
  ['$recursiveRef', 'is not part of draft-07: use "$ref"'],
  ['dependentRequired', 'is not part of draft-07: use "dependencies"'],
  ['dependentSchemas', 'is not part of draft-07: use "dependencies"'],
  ['discriminator', 'is not part of draft-07: use "if" and "then"'],
  ['maxContains', 'is not part of draft-07'],
  ['minContains', 'is not part of draft-07'],
  ['nullable', 'is not part of draft-07: list "null" in "type"'],
  ['prefixItems', 'is not part of draft-07: use a list in "items"'],
  ['unevaluatedItems', 'is not part of draft-07: use "additionalItems"'],
  ['unevaluatedProperties', 'is not part of draft-07: use "additionalProperties"'],
]);
