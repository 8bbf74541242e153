import type { SourceBatch } from './cut-batches.ts';

/** How much of a file has ended, in its bytes. */
export interface Meter {
  /** A batch was cut, the next of the file. */
  readonly cut: (batch: SourceBatch) => void;
  /** It has ended, in any order. */
  readonly end: (
    batch: SourceBatch,
    isReplayed: boolean,
  ) => { readonly position: number; readonly replayedPosition: number };
}

/**
 * A file is read in chunks, so that the `position` of a record is ahead of it, far ahead in a compressed file. What counts is the
 * share that has ended of the bytes that were cut, which is exact when all are.
 */
export function createMeter(): Meter {
  let cutBytes = 0;
  let cutPosition = 0;
  let endedBytes = 0;
  let replayedBytes = 0;
  let position = 0;
  return {
    cut: ({ records, bytes }) => {
      cutBytes += bytes;
      cutPosition = records.at(-1)?.position ?? 0;
    },
    end: ({ bytes }, isReplayed) => {
      endedBytes += bytes;
      if (isReplayed) replayedBytes += bytes;
      // A share of more may be less: a bar does not go back.
      position = Math.max(position, (cutPosition * endedBytes) / cutBytes);
      return { position, replayedPosition: (position * replayedBytes) / endedBytes };
    },
  };
}
