import type { Operation } from '../api-types.ts';
import { ApiError } from '../errors.ts';
import type { EndSignal } from '../io.ts';
import { recordsOf } from '../outcomes.ts';
import type { RunEnd } from '../run-file.ts';
import { commandLine } from '../run-id.ts';
import { errorText } from './error-text.ts';
import { printable } from './printable.ts';
import { count, counted, duration } from './words.ts';

/** What a run did, as `--json` prints it. */
export interface RunResult {
  readonly command: Operation;
  /** The name of the definition. */
  readonly schema: string;
  readonly file: string;
  readonly runId: string;
  readonly validateOnly: boolean;
  readonly seconds: number;
  /** That were sent; those that failed or were cancelled among them. */
  readonly records: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Lines that could not be read and were passed over. */
  readonly badLines: number;
  readonly batches: number;
  /** Of the batches, those that an earlier run had sent. */
  readonly replayedBatches: number;
  /** Holds the records that failed and the lines that could not be read; null when there are none. */
  readonly failedFile: string | null;
}

type RunFacts = Pick<RunResult, 'command' | 'schema' | 'file' | 'runId' | 'validateOnly' | 'seconds'>;

export function resultOf(
  { progress, badLines }: RunEnd,
  { failedFile, ...facts }: RunFacts & { readonly failedFile: string },
): RunResult {
  const { applied, unchanged, failed, cancelled, batches, replayedBatches } = progress;
  const counts = { records: recordsOf(progress), applied, unchanged, failed, cancelled, badLines };
  const isAllGood = failed + cancelled + badLines === 0;
  return { ...facts, ...counts, batches, replayedBatches, failedFile: isAllGood ? null : failedFile };
}

const DONE = { patch: 'Patched', upload: 'Uploaded', delete: 'Deleted' } as const;

export function summaryText(result: RunResult): string {
  const { command, file, records, badLines, seconds, failedFile, batches, replayedBatches } = result;
  const outcomes = [
    `${count(result.applied)} applied`,
    `${count(result.unchanged)} unchanged`,
    `${count(result.failed)} failed`,
    ...(result.cancelled === 0 ? [] : [`${count(result.cancelled)} cancelled`]),
    ...(badLines === 0 ? [] : [`${count(badLines)} not readable`]),
  ];
  const verb = result.validateOnly ? 'Nothing was written. Of' : DONE[command];
  const lines = [
    `${verb} ${counted(records, 'record')} of ${file} in ${duration(seconds)}: ${outcomes.join(', ')}.`,
  ];
  if (replayedBatches > 0) {
    const some = `${count(replayedBatches)} of ${count(batches)}`;
    lines.push(`An earlier run had sent ${some} batches: nothing was sent twice. --again sends all anew.`);
  }
  if (failedFile !== null) lines.push(`What failed is in ${failedFile}: correct it and send that file.`);
  return lines.join('\n');
}

interface EndFacts {
  readonly file: string;
  readonly signal: EndSignal | undefined;
  /** The command that goes on. */
  readonly resume: string;
  readonly argv: readonly string[];
  readonly fromLine: number;
}

/** Why a run ended before its file did, and how to go on, or that there was nothing to do; undefined when all was done. */
export function endText(
  { error, stoppedAt, badLines, progress }: RunEnd,
  { file, signal, resume, argv, fromLine }: EndFacts,
): string | undefined {
  const goOn = `${openText(progress)}To go on:\n  ${resume}`;
  if (error instanceof ApiError && error.status === OTHER_REQUEST) return `${errorText(error)}\n${OTHER_RUN}`;
  if (error !== undefined) return `${errorText(error)}\n${goOn}`;
  if (signal !== undefined) return `Ended by ${signal}. ${goOn}`;
  if (stoppedAt === undefined) {
    const isEmpty = recordsOf(progress) + badLines === 0;
    const from = fromLine === 1 ? '' : ` from line ${fromLine} on`;
    return isEmpty ? printable(`${file} has no records${from}.`) : undefined;
  }
  const { line, column, problem } = stoppedAt;
  const place = `${file}, line ${line}${column === undefined ? '' : `, column ${column}`}`;
  const next = { 'from-line': String(line) };
  const without = commandLine(argv, { ...next, 'on-bad-line': 'skip' });
  const look = argv.includes('--validate-only') ? '' : `\n${ALL_THAT_IS_WRONG}\n  ${without} --validate-only`;
  return `${printable(`${place}: ${problem}`)}.
All before it was sent, and nothing after it. To go on when it is corrected:
  ${commandLine(argv, next)}
To go on without it:
  ${without}${look}`;
}

const ALL_THAT_IS_WRONG = 'To write down all that is wrong from there on, and change nothing:';

/** What became of it is not known yet; empty when there is none. */
function openText({ inFlight, unanswered }: RunEnd['progress']): string {
  const lines = [
    ...(inFlight.length === 0 ? [] : ['In flight, and applied in any case:']),
    ...inFlight.map((batchId) => `  ${batchId}`),
    ...(unanswered === 0
      ? []
      : [`${counted(unanswered, 'batch')} may have been accepted; the same command finds out.`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** 422: the key of a batch, made of the run id and its records, came with another path or query. */
const OTHER_REQUEST = 422;
const OTHER_RUN =
  'The run with this --run-id was one of another schema, command or options: repeat it as it was, or give another id.';
