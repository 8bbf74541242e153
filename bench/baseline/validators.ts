import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { DEFINITION } from '../cost/shapes.ts';

const ajv = new Ajv({ allErrors: true });
formats.default(ajv);

const { required: _, ...whatIsSent } = DEFINITION.schema;

/** Compiled once per process: what a patch may say, and what a document must be after it. */
export const isPatch = ajv.compile(whatIsSent);
export const isDocument = ajv.compile(DEFINITION.schema);

export function problemsOf({ errors }: ValidateFunction): readonly string[] {
  return (errors ?? []).map(
    ({ instancePath, message = 'is refused' }: ErrorObject) => `${instancePath} ${message}`,
  );
}
