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
      const why = { line: record.line, code, retryable, message, errors };
      return write(withPatch(why, record.json));
    },
    addBadLine: ({ line, column, problem, errors = [problem], patch, text, uncorrected }) => {
      // The first reason says more than that nobody corrected it.
      if (uncorrected !== undefined) return write(inOneLine(uncorrected));
      const why = { line, column, code: 'malformed_line', retryable: false };
      if (patch !== undefined) return write(withPatch({ ...why, message: BAD_VALUES, errors }, patch));
      return write(JSON.stringify({ ...why, message: UNREADABLE, errors, text }));
    },
    close: async () => {
      if (stream === undefined) return;
      stream.end();
      await finished(stream);
    },
  };
}

const BAD_VALUES = 'Values of the record are not what was expected.';
const UNREADABLE = 'The line cannot be read as a record: write what it should be into "patch".';

/** The patch stands as it was written, so that no number loses a digit. */
function withPatch(why: object, json: string): string {
  return `${JSON.stringify(why).slice(0, -1)},"patch":${inOneLine(json)}}`;
}

/** Between JSON's tokens a line end is as good as a space; within its strings there is none. */
function inOneLine(json: string): string {
  return json.replaceAll(/[\r\n]+/g, ' ');
}

function cannotWrite(path: string, cause: unknown): PatchlaneError {
  const { code, message } = cause as NodeJS.ErrnoException; // what Node.js raises
  return new PatchlaneError(`${path} cannot be written: ${code ?? message}.`, { cause });
}
