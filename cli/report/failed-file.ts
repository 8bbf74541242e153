import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { PatchlaneError } from '../errors.ts';
import type { BadLine } from '../input/read.ts';
import type { RecordFailure } from '../sending/record-failure.ts';

/** The records that failed, one JSON object per line, each written when it fails; `patchlane patch` takes it as it is. */
export interface FailedFile {
  readonly path: string;
  readonly addFailure: (failure: RecordFailure) => Promise<void>;
  readonly addBadLine: (bad: BadLine) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** There is no such file as long as nothing failed: one of an earlier run goes. */
export async function createFailedFile(path: string): Promise<FailedFile> {
  let stream: WriteStream | undefined;
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw cannotWrite(path, error);
  }
  const write = async (line: string) => {
    stream ??= createWriteStream(path);
    const file = stream;
    await new Promise<void>((resolve, reject) => {
      file.once('error', reject);
      file.write(`${line}\n`, (error) => {
        file.off('error', reject);
        if (error) reject(cannotWrite(path, error));
        else resolve();
      });
    });
  };
  return {
    path,
    addFailure: ({ record, code, message, errors, retryable }) => {
      const why = JSON.stringify({ line: record.line, code, retryable, message, errors });
      return write(`${why.slice(0, -1)},"patch":${inOneLine(record.json)}}`);
    },
    addBadLine: ({ line, column, problem }) =>
      write(JSON.stringify({ line, column, code: 'malformed_line', retryable: false, errors: [problem] })),
    close: async () => {
      if (stream === undefined) return;
      stream.end();
      await finished(stream);
    },
  };
}

/** Between JSON's tokens a line end is as good as a space; within its strings there is none. */
function inOneLine(json: string): string {
  return json.replaceAll(/[\r\n]+/g, ' ');
}

function cannotWrite(path: string, cause: unknown): PatchlaneError {
  const { code, message } = cause as NodeJS.ErrnoException; // what Node.js raises
  return new PatchlaneError(`${path} cannot be written: ${code ?? message}.`, { cause });
}
