import { _, type FuncKeywordDefinition } from 'ajv';
import type { Spend } from '../domain/check-limits.ts';
import { CANONICAL_PER_STEP, DIVISION } from './ajv-steps.ts';
import { canonicalJson, isMultiple } from './ajv-values.ts';

/** What replaces Ajv's keyword of the same name. */
export function replacedKeywords(spend: Spend): readonly FuncKeywordDefinition[] {
  const canonical: Canonical = (value) => {
    const text = canonicalJson(value);
    spend(1 + text.length / CANONICAL_PER_STEP);
    return text;
  };
  return [oneOf(canonical), constant(canonical), uniqueItems(canonical), multipleOf(spend)];
}

type Canonical = (value: unknown) => string;

/** As Ajv's, which compares with each value in turn and calls the value's own `valueOf` if it has a field of that name. */
const oneOf = (canonical: Canonical): FuncKeywordDefinition => ({
  keyword: 'enum',
  schemaType: 'array',
  errors: false,
  error: {
    message: 'must be one of the allowed values',
    params: ({ schemaCode }) => _`{allowed: ${schemaCode}}`,
  },
  compile(allowed: readonly unknown[]) {
    const keys = new Set(allowed.map(canonicalJson));
    return (value: unknown) => keys.has(canonical(value));
  },
});

/** As Ajv's, with the same care. */
const constant = (canonical: Canonical): FuncKeywordDefinition => ({
  keyword: 'const',
  errors: false,
  error: { message: 'must be the constant', params: ({ schemaCode }) => _`{allowed: [${schemaCode}]}` },
  compile(allowed: unknown) {
    const key = canonicalJson(allowed);
    return (value: unknown) => canonical(value) === key;
  },
});

/** As Ajv's, which compares each item with each other: quadratic. */
const uniqueItems = (canonical: Canonical): FuncKeywordDefinition => ({
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  errors: false,
  error: { message: 'must not have the same item twice' },
  compile(wanted: boolean) {
    return (items: readonly unknown[]) => !wanted || new Set(items.map(canonical)).size === items.length;
  },
});

/** As Ajv's, which divides floats: there 19.99 is no multiple of 0.01. */
const multipleOf = (spend: Spend): FuncKeywordDefinition => ({
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  errors: false,
  error: { message: 'must be a multiple', params: ({ schemaCode }) => _`{factor: ${schemaCode}}` },
  compile: (factor: number) => (value: number) => {
    // Whole numbers are divided as they are.
    spend(Number.isSafeInteger(value) && Number.isSafeInteger(factor) ? 1 : DIVISION);
    return isMultiple(value, factor);
  },
});
