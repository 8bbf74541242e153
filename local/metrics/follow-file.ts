import { type FileHandle, open } from 'node:fs/promises';

export interface FollowedFile {
  /** Reads what is there by now. */
  readonly read: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const NEW_LINE = '\n'.charCodeAt(0);
const CHUNK_BYTES = 64 * 1024;
/** CloudWatch Logs takes no longer event. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MAX_LINE_BYTES = 1024 * 1024;

/** Gives every line that is appended to a file from now on, once it is whole. */
export async function followFile(path: string, onLine: (line: string) => void): Promise<FollowedFile> {
  const file = await open(path, 'a+');
  const { size } = await file.stat();
  const reader = createReader(file, size, onLine);
  let reading = Promise.resolve();
  return {
    read: () => {
      // Two at once would read the same twice. A read that failed is its caller's to tell of.
      reading = reading.catch(() => {}).then(reader);
      return reading;
    },
    close: async () => {
      await reading.catch(() => {});
      await file.close();
    },
  };
}

function createReader(file: FileHandle, start: number, onLine: (line: string) => void): () => Promise<void> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let position = start;
  /** What came of a line whose end is still to come. Bytes, since a chunk can end inside a character. */
  let begun: Buffer[] = [];
  let bytes = 0;
  const take = (part: Buffer) => {
    bytes += part.length;
    if (bytes <= MAX_LINE_BYTES) begun.push(Buffer.from(part));
  };
  const end = () => {
    if (bytes <= MAX_LINE_BYTES) onLine(Buffer.concat(begun).toString('utf8'));
    begun = [];
    bytes = 0;
  };
  return async () => {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      let from = 0;
      for (
        let at = buffer.indexOf(NEW_LINE);
        at >= 0 && at < bytesRead;
        at = buffer.indexOf(NEW_LINE, from)
      ) {
        take(buffer.subarray(from, at));
        end();
        from = at + 1;
      }
      take(buffer.subarray(from, bytesRead));
    }
  };
}
