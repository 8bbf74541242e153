import { type Call, type Options, oneOf, wholeNumber } from './command.ts';
import { UsageError } from './errors.ts';
import { DEFAULT_CONCURRENCY } from './sending/send-all.ts';

export const FILE_ABOUT = `FILE is NDJSON, a JSON array or CSV, gzipped or not, or - for standard input. A
record is a merge patch: the fields to change, and the external id field of the
schema. The first row of CSV names the fields, dotted where they are nested;
types come from the schema.

Records of one resource are applied in the order of the file. The same command
again, after a crash or Ctrl-C, goes on where the last one ended and applies
nothing twice, for as long as the file is the same.`;

export const FORMATS = ['ndjson', 'json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export const FILE_OPTIONS = {
  format: { type: 'string', value: 'FORMAT', help: 'ndjson, json (an array) or csv', default: 'by the name' },
  'on-bad-line': {
    type: 'string',
    value: 'stop|skip',
    help: 'what a line that cannot be read means',
    default: 'stop',
  },
  'from-line': { type: 'string', value: 'N', help: 'pass over records that begin before it', default: '1' },
  'failed-file': {
    type: 'string',
    value: 'PATH',
    help: 'for records that fail',
    default: 'FILE.failed.ndjson',
  },
  concurrency: {
    type: 'string',
    value: 'N',
    help: 'batches in flight at once, 1 to 32',
    default: String(DEFAULT_CONCURRENCY),
  },
  'batch-size': { type: 'string', value: 'N', help: 'records of a batch', default: '1000' },
  'run-id': {
    type: 'string',
    value: 'TEXT',
    help: 'names the run, to resume it',
    default: 'by FILE and options',
  },
  again: { type: 'boolean', help: 'send all again, though an earlier run has sent it' },
  'validate-only': { type: 'boolean', help: 'tell what would happen, write nothing' },
} as const satisfies Options;

export const PATCH_OPTIONS = {
  'null-token': { type: 'string', value: 'TEXT', help: 'CSV: a cell with it deletes the field' },
  empty: {
    type: 'string',
    value: 'skip|null',
    help: 'CSV: an empty cell is not sent, or deletes',
    default: 'skip',
  },
  'on-failure': {
    type: 'string',
    value: 'WORD',
    help: 'continue, or skipRest: later records of the same resource in a batch fail too',
    default: 'continue',
  },
  'ignore-unknown-fields': { type: 'boolean', help: 'fields that the schema does not define are not saved' },
} as const satisfies Options;

export const UPLOAD_OPTIONS = {
  'on-conflict': {
    type: 'string',
    value: 'WORD',
    help: 'upsert, or reject: a resource that exists fails',
    default: 'upsert',
  },
} as const satisfies Options;

/** How a file is to be sent. */
export type FileOptions = ReturnType<typeof fileOptionsOf>;

/** @throws UsageError */
export function fileOptionsOf({
  values,
}: Pick<Call<typeof FILE_OPTIONS & typeof PATCH_OPTIONS & typeof UPLOAD_OPTIONS>, 'values'>) {
  const nullToken = values['null-token'];
  if (nullToken === '') throw new UsageError('--null-token is empty: --empty null makes empty cells delete.');
  if (values.again && values['run-id'] !== undefined)
    throw new UsageError('--again makes a new run, --run-id goes on with one: give either.');
  return {
    format: oneOf(values, 'format', FORMATS),
    onBadLine: oneOf(values, 'on-bad-line', ['stop', 'skip']) ?? 'stop',
    fromLine: wholeNumber(values, 'from-line', { usual: 1, from: 1, to: Number.MAX_SAFE_INTEGER }),
    failedFile: values['failed-file'],
    concurrency: wholeNumber(values, 'concurrency', { usual: DEFAULT_CONCURRENCY, from: 1, to: 32 }),
    batchSize: wholeNumber(values, 'batch-size', { usual: 1000, from: 1, to: 1000 }),
    runId: values['run-id'],
    again: values.again ?? false,
    nullToken,
    empty: oneOf(values, 'empty', ['skip', 'null']) ?? 'skip',
    batch: {
      validateOnly: values['validate-only'],
      ignoreUnknownFields: values['ignore-unknown-fields'],
      onFailure: oneOf(values, 'on-failure', ['continue', 'skipRest']),
      onConflict: oneOf(values, 'on-conflict', ['upsert', 'reject']),
    },
  };
}
