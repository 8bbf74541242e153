import { createKnownFields } from '../domain/known-fields.ts';
import { lazy } from '../domain/lazy.ts';
import { toPatchSchema } from '../domain/patch-schema.ts';
import { type CompiledSchema, type CompileSchema, TOO_COMPLEX } from '../domain/schema.ts';
import { linkSchema } from '../domain/schema-links.ts';
import { createCheck } from './ajv-check.ts';
import { nameMatcher } from './re2-patterns.ts';

/** Compiles a checked schema; each of its two checks is compiled when it is first asked for. */
export const compileSchema: CompileSchema = (schema): CompiledSchema => {
  const linked = linkSchema(schema);
  const splitFields = createKnownFields(linked, nameMatcher);
  const document = lazy(() => createCheck(linked));
  const patch = lazy(() => createCheck(toPatchSchema(linked)));
  return {
    checkDocument: (value, budget) => document()(value, budget) ?? [{ pointer: '', message: TOO_COMPLEX }],
    // What could not be decided here is decided on the merged document.
    checkPatch: (value, budget) => patch()(value, budget) ?? [],
    splitFields,
  };
};
