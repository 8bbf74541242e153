import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { IndexedPatch } from '../domain/batch.ts';

/** Bytes per stored chunk: an item ends at 400 KB, its keys and names included. */
const CHUNK_BYTES = 350_000;

const compress = promisify(gzip);

/** The patches of a batch as gzipped JSON, cut to fit items. */
export async function encodePayload(patches: readonly IndexedPatch[]): Promise<readonly Uint8Array[]> {
  const bytes = await compress(JSON.stringify(patches.map(({ patch }) => patch)));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) chunks.push(bytes.subarray(at, at + CHUNK_BYTES));
  return chunks;
}
