/** The bytes of one record in a file, or why there are none. */
export interface Piece {
  /** Where it begins, from 1. */
  readonly line: number;
  /** In bytes, from 1. */
  readonly column: number;
  readonly bytes: Buffer;
  /** What is wrong with its place; its bytes are then of no use. */
  readonly problem?: string;
}

/** In their order; together as they came, because a turn of the event loop for each takes more than reading it. */
export type Pieces = AsyncGenerator<readonly Piece[], void>;

/** Collects the bytes of one record that may come in several chunks; never more than a record may have. */
export interface Collector {
  readonly add: (bytes: Buffer) => void;
  /** Gives what was collected, undefined when it was too much, and begins anew. */
  readonly take: () => Buffer | undefined;
  readonly isTooLarge: () => boolean;
}

export function createCollector(maxBytes: number): Collector {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    add: (bytes) => {
      length += bytes.length;
      if (length <= maxBytes) parts.push(bytes);
      else parts = [];
    },
    take: () => {
      const [first] = parts;
      const all = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
      const taken = length <= maxBytes ? all : undefined;
      parts = [];
      length = 0;
      return taken;
    },
    isTooLarge: () => length > maxBytes,
  };
}
