import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { PatchlaneError } from '../errors.ts';
import type { Io } from '../io.ts';

/** A file that is read once, from its beginning to its end. */
export interface Source {
  /** For people. */
  readonly name: string;
  /** What tells this file from any other, and from what it was before a change; undefined of standard input. */
  readonly identity: { readonly path: string; readonly size: number; readonly mtimeMs: number } | undefined;
  /** Decompressed, and without a byte order mark. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes of the file, compressed as it is, that were read. */
  readonly position: () => number;
  /** Ends the reading, wherever it is. */
  readonly close: () => void;
}

/** Small, because the progress moves by so much. */
const CHUNK_BYTES = 16 * 1024;

/** @throws PatchlaneError when the file cannot be read */
export async function openSource(file: string, { stdin }: Pick<Io, 'stdin'>): Promise<Source> {
  if (file === '-') return sourceOf('standard input', undefined, stdin);
  const path = resolve(file);
  const handle = await openFile(file, path);
  const { size, mtimeMs } = await handle.stat();
  return sourceOf(
    file,
    { path, size, mtimeMs },
    createReadStream(path, { fd: handle, highWaterMark: CHUNK_BYTES }),
  );
}

async function openFile(file: string, path: string): Promise<FileHandle> {
  try {
    const handle = await open(path);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    throw new PatchlaneError(`${file} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  throw new PatchlaneError(`${file} cannot be read: it is not a file; - stands for standard input.`);
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException; // what Node.js raises
  return code === 'ENOENT' ? 'it is not there' : (code ?? message);
}

type Bytes = AsyncIterable<Buffer> & { readonly destroy: () => unknown };

function sourceOf(name: string, identity: Source['identity'], stream: Bytes): Source {
  let position = 0;
  const counted = async function* () {
    for await (const chunk of stream) {
      position += chunk.length;
      yield chunk;
    }
  };
  return {
    name,
    identity,
    chunks: plain(counted()),
    position: () => position,
    close: () => void stream.destroy(),
  };
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Decompresses what begins as gzip does, whatever its name is. */
async function* plain(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const bytes = withFirst(GZIP.length, raw);
  const { value: first } = await bytes.next();
  if (first === undefined) return;
  const all = joined(first, bytes);
  const isGzip = first.subarray(0, GZIP.length).equals(GZIP);
  yield* withoutMark(isGzip ? gunzipped(all) : all);
}

async function* joined(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  yield first;
  yield* rest;
}

/** Makes the first chunk hold so many bytes, if there are as many. */
async function* withFirst(count: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let first: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (first === undefined) {
      yield chunk;
      continue;
    }
    first = Buffer.concat([first, chunk]);
    if (first.length < count) continue;
    yield first;
    first = undefined;
  }
  if (first !== undefined && first.length > 0) yield first;
}

async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let isFirst = true;
  for await (const chunk of withFirst(BYTE_ORDER_MARK.length, chunks)) {
    const isMarked = isFirst && chunk.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    yield isMarked ? chunk.subarray(BYTE_ORDER_MARK.length) : chunk;
    isFirst = false;
  }
}

async function* gunzipped(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const gunzip = createGunzip();
  // Its errors come out of the iteration below.
  const fed = pipeline(raw, gunzip).catch(() => undefined);
  try {
    yield* gunzip;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('Z_')) throw error;
    throw new PatchlaneError(`it cannot be decompressed: ${error.message}.`, { cause: error });
  } finally {
    gunzip.destroy();
    await fed;
  }
}
