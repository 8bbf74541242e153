import type { Client } from './client.ts';
import { PatchlaneError } from './errors.ts';
import type { FileOptions } from './file-options.ts';
import type { BadLine, Read } from './input/read.ts';
import type { FailedFile } from './report/failed-file.ts';
import type { SourceRecord } from './sending/batch-body.ts';
import { NOTHING_SENT, type SendOptions, type SendProgress, sendAll } from './sending/send-all.ts';

export interface RunFileDeps {
  readonly client: Client;
  readonly failedFile: FailedFile;
  readonly onProgress: (progress: SendProgress) => void;
}

export interface RunFileOptions
  extends Pick<SendOptions, 'operation' | 'schema' | 'limits' | 'runId' | 'stop'>,
    Pick<FileOptions, 'batch' | 'concurrency' | 'fromLine' | 'onBadLine'> {
  /** Ends the run at once, wherever it is: the one that aborts the calls of the client. */
  readonly abort: AbortSignal;
}

/** How a run ended; what was sent of it is final, unless it was aborted. */
export interface RunEnd {
  readonly progress: SendProgress;
  /** That were passed over. */
  readonly badLines: number;
  /** The line that nothing was sent after. */
  readonly stoppedAt: BadLine | undefined;
  /** Why not all could be sent. */
  readonly error: PatchlaneError | undefined;
}

/** Sends the records of a file and writes down those that fail. */
export async function runFile(
  { client, failedFile, onProgress }: RunFileDeps,
  reads: AsyncIterable<readonly Read[]>,
  { batch, fromLine, onBadLine, abort, ...options }: RunFileOptions,
): Promise<RunEnd> {
  let progress: SendProgress = NOTHING_SENT;
  let badLines = 0;
  let stoppedAt: BadLine | undefined;
  let error: PatchlaneError | undefined;
  const records = async function* (): AsyncGenerator<readonly SourceRecord[], void> {
    for await (const some of reads) {
      const good: SourceRecord[] = [];
      for (const read of some) {
        const isBefore = (read.kind === 'record' ? read.record.line : read.line) < fromLine;
        if (isBefore) continue;
        if (read.kind === 'record') good.push(read.record);
        else if (onBadLine === 'stop') {
          stoppedAt = read;
          break;
        } else {
          badLines += 1;
          await failedFile.addBadLine(read);
        }
      }
      yield good;
      if (stoppedAt !== undefined) return;
    }
  };
  try {
    await sendAll(client, records(), {
      ...options,
      ...batch,
      onRecordFailed: failedFile.addFailure,
      onProgress: (next) => {
        progress = next;
        onProgress(next);
      },
    });
  } catch (caught) {
    if (caught instanceof PatchlaneError) error = caught;
    else if (!abort.aborted) throw caught;
  } finally {
    await failedFile.close();
  }
  return { progress, badLines, stoppedAt, error };
}
