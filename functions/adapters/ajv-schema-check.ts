import draft07 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' };
import { lazy } from '../domain/lazy.ts';
import type { CheckSchema } from '../domain/schema.ts';
import { createSchemaChecker } from '../domain/schema-check.ts';
import { linkSchema } from '../domain/schema-links.ts';
import { createCheck } from './ajv-check.ts';
import { formatNames } from './ajv-formats.ts';
import { compilePattern } from './re2-patterns.ts';

const metaSchema = lazy(() => createCheck(linkSchema(draft07)));

/** RE2JS takes it for the letter k. */
const NAMED_BACK_REFERENCE = /(?<!\\)(?:\\\\)*\\k</;

/** Checks a partner's schema before it is stored. */
export const checkSchema: CheckSchema = createSchemaChecker({
  checkMetaSchema: (schema) =>
    metaSchema()(schema) ?? [{ pointer: '', message: 'takes too many steps to check' }],
  measurePattern(pattern) {
    if (NAMED_BACK_REFERENCE.test(pattern)) return { refusal: 'invalid escape sequence: `\\k`' };
    try {
      return { size: compilePattern(pattern).size };
    } catch (error) {
      return { refusal: error instanceof Error ? error.message : String(error) };
    }
  },
  formats: formatNames,
});
