import { PatchlaneError } from '../errors.ts';
import type { SourceRecord } from '../sending/batch-body.ts';
import { type Cell, type CellReading, readCell } from './cell.ts';
import { type FieldTypes, typesAt } from './schema-types.ts';

export interface ColumnsReading extends CellReading {
  readonly externalIdField: string;
  /** Of the definition. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly ignoreUnknownFields: boolean;
  /** The other columns are passed over. */
  readonly onlyExternalId: boolean;
}

export type RowReading =
  | { readonly kind: 'row'; readonly record: Pick<SourceRecord, 'json' | 'externalId'> }
  /** `patch` has bad cells as the text that they are. */
  | { readonly kind: 'bad'; readonly patch: string; readonly cells: readonly BadCell[] };

interface BadCell {
  /** Of its column. */
  readonly name: string;
  /** Of its field: `/address/city`. */
  readonly pointer: string;
  /** What was expected, and what is there. */
  readonly problem: string;
}

/** What a column says of a record; columns of one object are together. */
type Field = Map<string, Field | Column>;

interface Column extends Pick<BadCell, 'name' | 'pointer'> {
  readonly index: number;
  readonly isExternalId: boolean;
  readonly types: FieldTypes;
}

/**
 * Makes what reads the rows below a first row of field names.
 * @throws PatchlaneError when a name is missing, twice there, not defined by the schema or at odds with another
 */
export function createRowReader(
  names: readonly string[],
  reading: ColumnsReading,
): (cells: readonly string[]) => RowReading {
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
    const bad: BadCell[] = [];
    const json = write(root, cells, reading, bad) ?? '{}';
    if (bad.length > 0) return { kind: 'bad', patch: json, cells: bad };
    return { kind: 'row', record: { json, externalId: cells[idColumn] ?? '' } };
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
  const isExternalId = name === reading.externalIdField;
  field.set(last, { index, types, name, pointer: pointerTo(path), isExternalId });
}

function pointerTo(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The JSON of an object; undefined when no cell says anything of it. Adds to `bad` the cells that are. */
function write(
  field: Field,
  cells: readonly string[],
  reading: CellReading,
  bad: BadCell[],
): string | undefined {
  const members: string[] = [];
  for (const [name, part] of field) {
    const json = part instanceof Map ? write(part, cells, reading, bad) : cellOf(part, cells, reading, bad);
    if (json !== undefined) members.push(`${JSON.stringify(name)}:${json}`);
  }
  return members.length === 0 ? undefined : `{${members.join(',')}}`;
}

function cellOf(
  { index, types, name, pointer, isExternalId }: Column,
  cells: readonly string[],
  reading: CellReading,
  bad: BadCell[],
): string | undefined {
  const text = cells[index] ?? '';
  const isNoId = isExternalId && (text === '' || text === reading.nullToken);
  const cell: Cell = isNoId ? NO_ID : readCell(text, types, reading);
  if (cell.kind === 'value') return cell.json;
  if (cell.kind === 'absent') return undefined;
  bad.push({
    name,
    pointer,
    problem: `${cell.expected} was expected, not ${JSON.stringify(shortened(text))}`,
  });
  return JSON.stringify(text);
}

const NO_ID = { kind: 'bad', expected: 'the id of the resource' } as const;

const SHOWN_CHARACTERS = 40;

function shortened(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}...`;
}
