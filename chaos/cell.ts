// The resources that the run patches, and the traces that patches leave in them.

/** Fields of a resource or of a patch. */
export type Fields = Readonly<Record<string, unknown>>;

/** What becomes of a patch in any legal order; failures with their code. */
export type Expected =
  | 'applied'
  | 'unchanged'
  | 'resource_not_found'
  | 'validation_failed'
  | 'version_mismatch'
  | 'skipped_after_failure';

export interface Patch {
  readonly externalId: string;
  /** Its place among the patches of its writer for this resource: of one lane, or of one single write. */
  readonly position: number;
  readonly body: Fields;
  readonly ifVersion: number | null;
  readonly expected: Expected;
}

/** In every resource, and never changed after its creation. */
export const FIXED = 1;

/**
 * A patch that leaves a trace of its own in `done`, takes away the `tail` of the one before it and sets its own, so
 * that one tail is left if and only if all came in order, and sets `last`, so that no second application goes without
 * a change.
 */
export function effect(
  id: string,
  externalId: string,
  position: number,
  before: number | undefined,
  more: Fields = {},
): Patch {
  const own = traceOf(position);
  const tail = { [own]: 1, ...(before === undefined ? {} : { [traceOf(before)]: null }) };
  const body = { cellId: externalId, ...more, last: id, done: { [id]: { [own]: 1 } }, tail: { [id]: tail } };
  return { externalId, position, body, ifVersion: null, expected: 'applied' };
}

/** The name of the field that a patch leaves. */
export function traceOf(position: number): string {
  return `p${position}`;
}

/** The schema of the resources. `pair` is for patches that only the whole document shows to be wrong. */
export const CELL_DEFINITION = {
  name: 'cell',
  pluralName: 'cells',
  description: 'What the fault run patches',
  category: 'custom_schema',
  external_id_field: 'cellId',
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['cellId'],
    properties: {
      cellId: { type: 'string' },
      fixed: { type: 'integer' },
      last: { type: 'string' },
      done: { type: 'object' },
      tail: { type: 'object' },
      pair: {
        type: 'object',
        properties: { left: { type: 'integer' }, right: { type: 'integer' } },
        dependencies: { right: ['left'] },
      },
    },
  },
} as const;
