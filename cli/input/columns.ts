import { PatchlaneError } from '../errors.ts';
import type { SourceRecord } from '../sending/batch-body.ts';
import { type CellReading, readCell } from './cell.ts';
import { type FieldTypes, typesAt } from './schema-types.ts';

export interface ColumnsReading extends CellReading {
  readonly externalIdField: string;
  /** Of the definition. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly ignoreUnknownFields: boolean;
  /** The other columns are passed over. */
  readonly onlyExternalId: boolean;
}

export type Row =
  | { readonly kind: 'row'; readonly record: Pick<SourceRecord, 'json' | 'externalId'> }
  /** `column` from 1. */
  | { readonly kind: 'bad'; readonly column: number; readonly problem: string };

/** What a column says of a record; columns of one object are together. */
type Field = Map<string, Field | Column>;

interface Column {
  readonly index: number;
  readonly types: FieldTypes;
}

/**
 * Makes what reads the rows below a first row of field names.
 * @throws PatchlaneError when a name is missing, twice there, not defined by the schema or at odds with another
 */
export function createRowReader(
  names: readonly string[],
  reading: ColumnsReading,
): (cells: readonly string[]) => Row {
  const { externalIdField, onlyExternalId } = reading;
  const idColumn = names.indexOf(externalIdField);
  if (idColumn === -1) {
    throw new PatchlaneError(
      `The first row must name the column "${externalIdField}", which names the resource.`,
    );
  }
  const used = onlyExternalId ? [externalIdField] : names;
  const root: Field = new Map();
  for (const name of used) place(root, name, names.indexOf(name), reading);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) throw new PatchlaneError(`The first row names the column "${repeated}" twice.`);
  return (cells) => {
    const externalId = cells[idColumn] ?? '';
    const problem = `must have "${externalIdField}", which names the resource`;
    if (externalId === '' || externalId === reading.nullToken)
      return { kind: 'bad', column: idColumn + 1, problem };
    try {
      return { kind: 'row', record: { json: write(root, cells, reading) ?? '{}', externalId } };
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      return { kind: 'bad', column: error.column, problem: error.message };
    }
  };
}

function place(root: Field, name: string, index: number, reading: ColumnsReading): void {
  const at = `Column ${index + 1} of the first row`;
  if (name === '') throw new PatchlaneError(`${at} has no name.`);
  // A property may have a dot in its own name.
  const isOwn = typesAt(reading.schema, [name]).kind === 'typed';
  const path = isOwn ? [name] : name.split('.');
  const types = typesAt(reading.schema, path);
  if (types.kind === 'unknown' && !reading.ignoreUnknownFields) {
    throw new PatchlaneError(
      `${at}, "${name}", is not defined by the schema; --ignore-unknown-fields leaves it out.`,
    );
  }
  let field = root;
  for (const step of path.slice(0, -1)) {
    const next = field.get(step) ?? new Map();
    if (!(next instanceof Map)) throw new PatchlaneError(`${at}, "${name}", is within another column.`);
    field.set(step, next);
    field = next;
  }
  const last = path.at(-1) ?? '';
  if (field.get(last) instanceof Map) throw new PatchlaneError(`${at}, "${name}", holds another column.`);
  field.set(last, { index, types });
}

class BadCell extends Error {
  readonly column: number;
  constructor(column: number, problem: string) {
    super(problem);
    this.column = column;
  }
}

/** The JSON of an object; undefined when no cell says anything of it. */
function write(field: Field, cells: readonly string[], reading: CellReading): string | undefined {
  const members: string[] = [];
  for (const [name, part] of field) {
    const json = part instanceof Map ? write(part, cells, reading) : cellOf(part, cells, reading);
    if (json !== undefined) members.push(`${JSON.stringify(name)}:${json}`);
  }
  return members.length === 0 ? undefined : `{${members.join(',')}}`;
}

function cellOf(
  { index, types }: Column,
  cells: readonly string[],
  reading: CellReading,
): string | undefined {
  const cell = readCell(cells[index] ?? '', types, reading);
  if (cell.kind === 'bad') throw new BadCell(index + 1, `${cell.expected} was expected`);
  return cell.kind === 'value' ? cell.json : undefined;
}
