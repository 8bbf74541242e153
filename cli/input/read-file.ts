import type { Operation, SchemaDefinition } from '../api-types.ts';
import { PatchlaneError, UnreadableFileError, UsageError } from '../errors.ts';
import type { Format } from '../file-options.ts';
import type { CellReading } from './cell.ts';
import { splitArray } from './json-array.ts';
import { splitLines, splitRows } from './lines.ts';
import type { Pieces } from './piece.ts';
import type { Read } from './read.ts';
import { readCsv } from './read-csv.ts';
import { type JsonReading, readJson } from './read-json.ts';
import type { Source } from './source.ts';

export interface FileReading extends CellReading {
  readonly format: Format;
  readonly operation: Operation;
  readonly definition: SchemaDefinition;
  readonly ignoreUnknownFields: boolean;
  /** Of one record; more is not held. */
  readonly maxRecordBytes: number;
}

/** What records that failed are written to, and read from. */
export const FAILED_SUFFIX = '.failed.ndjson';

const EXTENSIONS: Readonly<Record<string, Format>> = {
  csv: 'csv',
  json: 'json',
  jsonl: 'ndjson',
  ndjson: 'ndjson',
};

/** @throws UsageError when neither the option nor the name says it */
export function formatOf(file: string, told: Format | undefined): Format {
  const extension = /\.([a-z]+)$/i.exec(withoutGz(file))?.[1]?.toLowerCase();
  const format = told ?? EXTENSIONS[extension ?? ''];
  if (format !== undefined) return format;
  const what =
    file === '-'
      ? 'Standard input has no name that tells its format'
      : `The name ${file} does not tell its format`;
  throw new UsageError(`${what}: give --format ndjson, json or csv.`);
}

function withoutGz(file: string): string {
  return file.replace(/\.gz$/i, '');
}

/** Reads the records of a file; an UnreadableFileError says why the file as a whole cannot be read. */
export async function* readFile(source: Source, reading: FileReading): AsyncGenerator<readonly Read[], void> {
  try {
    yield* readsOf(source, reading);
  } catch (error) {
    if (!(error instanceof PatchlaneError)) throw error;
    throw new UnreadableFileError(`${source.name}: ${error.message}`, { cause: error });
  }
}

function readsOf({ name, chunks, position }: Source, reading: FileReading): AsyncIterable<readonly Read[]> {
  const { format, definition, operation, maxRecordBytes } = reading;
  const { externalIdField, schema } = definition;
  const takesIds = operation === 'delete';
  if (format === 'csv') {
    const columns = { ...reading, externalIdField, schema, onlyExternalId: takesIds, position };
    return readCsv(splitRows(chunks, maxRecordBytes), columns);
  }
  const isWrapped = withoutGz(name).endsWith(FAILED_SUFFIX);
  const split = format === 'json' ? splitArray : splitLines;
  return readPieces(split(chunks, maxRecordBytes), { externalIdField, takesIds, isWrapped, position });
}

async function* readPieces(pieces: Pieces, reading: JsonReading): AsyncGenerator<readonly Read[], void> {
  for await (const some of pieces) yield some.map((piece) => readJson(piece, reading));
}
