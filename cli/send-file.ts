import { resolve } from 'node:path';
import type { Operation } from './api-types.ts';
import { type Call, positionalsOf } from './command.ts';
import { definitionOf } from './definition-of.ts';
import { watchEndSignals } from './end-signals.ts';
import { UnreadableFileError, UsageError } from './errors.ts';
import { type FILE_OPTIONS, type FileOptions, fileOptionsOf } from './file-options.ts';
import { FAILED_SUFFIX, formatOf, readFile } from './input/read-file.ts';
import { openSource } from './input/source.ts';
import { EXIT, exitCodeOf } from './io.ts';
import { createFailedFile } from './report/failed-file.ts';
import { fitted } from './report/fitted.ts';
import { createProgressView } from './report/progress.ts';
import { retryNotice } from './report/retry-notice.ts';
import { endText, resultOf, summaryText } from './report/summary.ts';
import { runFile } from './run-file.ts';
import { commandLine, runIdOf } from './run-id.ts';
import { NOTHING_SENT } from './sending/send-all.ts';

/** `patchlane patch|upload|delete SCHEMA FILE`; gives the exit code. */
export async function sendFile(operation: Operation, call: Call<typeof FILE_OPTIONS>): Promise<number> {
  const [schema, file] = positionalsOf(call, 'SCHEMA', 'FILE');
  const { io, values } = call;
  const options = fileOptionsOf(call);
  const format = formatOf(file, options.format);
  const failedPath = failedPathOf(file, options);
  // What is missing is said before the file is opened.
  call.settings();
  const source = await openSource(file, io);
  const signals = watchEndSignals(io);
  const client = call.client({ signal: signals.abort, onRetry: retryNotice((line) => view.say(line)) });
  const view = createProgressView({ output: io.stderr, isQuiet: values.quiet || values.json });
  let progress = NOTHING_SENT;
  signals.stop.addEventListener('abort', () => view.say(stoppingText(progress.inFlight)));
  const shareOf = (position: number) => position / Math.max(1, source.identity?.size ?? 0);
  const showProgress = () => {
    const { replayedRecords, replayedPosition, isFinal, position } = progress;
    const done = Math.min(shareOf(position), isFinal ? 1 : ALMOST_ALL);
    view.update(progress, source.identity && done, {
      records: replayedRecords,
      done: shareOf(replayedPosition),
    });
  };
  try {
    showProgress();
    const definition = await definitionOf(client, schema);
    const { batch, request } = await client.limits();
    const runId = runIdOf({ operation, format, schema: definition.name, source }, options);
    const resume = commandLine(call.argv, runId.isRepeatable ? {} : { 'run-id': runId.id });
    if (file === '-') view.say(`The same input again goes on with this run:\n  ${resume}`);
    const startedAt = performance.now();
    const failedFile = await createFailedFile(failedPath);
    const reads = readFile(source, {
      ...{ format, operation, definition, nullToken: options.nullToken, empty: options.empty },
      ignoreUnknownFields: options.batch.ignoreUnknownFields ?? false,
      maxRecordBytes: request.maxBodyBytes,
    });
    const onProgress = (next: typeof progress) => {
      progress = next;
      showProgress();
    };
    const end = await runFile({ client, failedFile, onProgress }, reads, {
      ...{
        ...options,
        operation,
        schema: definition.name,
        runId: runId.id,
        stop: signals.stop,
        abort: signals.abort,
      },
      limits: { maxItems: Math.min(batch.maxItems, options.batchSize), maxBodyBytes: request.maxBodyBytes },
    });
    view.end();
    const result = resultOf(end, {
      ...{ command: operation, schema: definition.name, file, runId: runId.id },
      validateOnly: options.batch.validateOnly ?? false,
      failedFile: failedPath,
      seconds: (performance.now() - startedAt) / 1000,
    });
    // There is nothing to sum up, and the same command would do the same.
    if (end.error instanceof UnreadableFileError && result.records + result.badLines === 0) throw end.error;
    if (values.json) io.stdout.write(`${JSON.stringify(result)}\n`);
    else if (!values.quiet) io.stdout.write(`${fitted(summaryText(result), io.stdout)}\n`);
    // One that came too late to change anything is none.
    const signal = end.progress.isFinal ? undefined : signals.first();
    const why = endText(end, {
      file: source.name,
      signal,
      resume,
      argv: call.argv,
      fromLine: options.fromLine,
    });
    if (why !== undefined) io.stderr.write(`${fitted(why, io.stderr)}\n`);
    if (signal !== undefined) return exitCodeOf(signal);
    if (end.error !== undefined || end.stoppedAt !== undefined) return EXIT.failed;
    return result.failedFile === null ? EXIT.ok : EXIT.recordsFailed;
  } catch (error) {
    const signal = signals.first();
    if (signal !== undefined && signals.abort.aborted) return exitCodeOf(signal);
    throw error;
  } finally {
    view.end();
    signals.unwatch();
    source.close();
  }
}

/** The file may be read to its end, and its last records not be final. */
const ALMOST_ALL = 0.99;

/** Another one for each place that a run begins at: the first one is still needed. */
function failedPathOf(file: string, { failedFile, fromLine }: FileOptions): string {
  const name = file === '-' ? 'patchlane' : file;
  const path = failedFile ?? `${name}${fromLine === 1 ? '' : `.from-${fromLine}`}${FAILED_SUFFIX}`;
  if (resolve(path) !== resolve(file)) return path;
  throw new UsageError(`--failed-file is ${file} itself: it would be written while it is read.`);
}

function stoppingText(inFlight: readonly string[]): string {
  return [
    'Stopping: nothing more is sent. Ctrl-C again ends at once.',
    ...(inFlight.length === 0 ? [] : ['In flight, applied in any case, and followed to the end:']),
    ...inFlight.map((batchId) => `  ${batchId}`),
  ].join('\n');
}
