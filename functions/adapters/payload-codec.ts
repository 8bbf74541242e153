import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { IndexedPatch } from '../domain/batch.ts';
import { CorruptDataError } from '../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { jsonOf } from '../domain/json-text.ts';

/** Bytes per stored chunk: an item ends at 400 KB, its keys and names included. */
const CHUNK_BYTES = 350_000;

/**
 * The patches of a batch, with what belongs to them, as JSON in Zstandard, cut to fit items: a tenth of gzip's time. It does
 * not go to another thread, which would take longer than the work: an invocation has its process for itself.
 */
export function encodePayload(patches: readonly IndexedPatch[]): readonly Uint8Array[] {
  const columns = ['ifVersion', 'parentIndex'] as const;
  const text = [
    `"patches":[${patches.map(({ patch }) => jsonOf(patch)).join()}]`,
    ...columns.flatMap((name) => column(name, patches)),
  ].join();
  const bytes = zstdCompressSync(`{${text}}`);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) chunks.push(bytes.subarray(at, at + CHUNK_BYTES));
  return chunks;
}

const payload = z.object({
  patches: z.array(z.custom<JsonObject>(isJsonObject)),
  ifVersion: z.exactOptional(z.array(z.nullable(z.number()))),
  parentIndex: z.exactOptional(z.array(z.nullable(z.number()))),
});

/** What some patches have beside their fields, parallel to them; nothing where none has it. */
function column(name: 'ifVersion' | 'parentIndex', patches: readonly IndexedPatch[]): readonly string[] {
  if (patches.every((patch) => patch[name] === undefined)) return [];
  return [`"${name}":${JSON.stringify(patches.map((patch) => patch[name] ?? null))}`];
}

/** Reads what `encodePayload` wrote, its chunks in order, each with how many there are. */
export function decodePayload(
  parts: readonly { readonly chunk: Uint8Array; readonly chunks: number }[],
): readonly IndexedPatch[] {
  if (parts.length === 0 || parts.some(({ chunks }) => chunks !== parts.length)) {
    throw new CorruptDataError(`a payload has ${parts.length} of its ${parts[0]?.chunks ?? 'unknown'} parts`);
  }
  try {
    const text = zstdDecompressSync(Buffer.concat(parts.map(({ chunk }) => chunk))).toString();
    const { patches, ifVersion = [], parentIndex = [] } = payload.parse(JSON.parse(text));
    return patches.map((patch, index) => ({
      index,
      patch,
      ...(typeof ifVersion[index] === 'number' && { ifVersion: ifVersion[index] }),
      ...(typeof parentIndex[index] === 'number' && { parentIndex: parentIndex[index] }),
    }));
  } catch (error) {
    // The cause may quote the payload; that it is unreadable says enough.
    throw new CorruptDataError(
      `a payload is not readable: ${error instanceof Error ? error.name : typeof error}`,
    );
  }
}
