import { isUtf8 } from 'node:buffer';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { parseJson, placeIn } from './parse-json.ts';
import type { Piece } from './piece.ts';
import { badLine, type Read, textOf } from './read.ts';

export interface JsonReading {
  readonly position: () => number;
  readonly externalIdField: string;
  /** A record may be the external id alone. */
  readonly takesIds: boolean;
  /** The patch is in the field `patch`, as this command line writes records that failed. */
  readonly isWrapped: boolean;
}

const NO_PATCH = 'has no "patch" to send: write what it should be into "patch", an object {...}';

/** Reads one record. What is sent of it is its text as it stands, so that no number loses a digit. */
export function readJson({ line, column, bytes, problem }: Piece, reading: JsonReading): Read {
  if (problem !== undefined) return badLine(line, problem, { column });
  if (!isUtf8(bytes)) return badLine(line, 'is not UTF-8', { column, text: textOf(bytes) });
  const text = bytes.toString();
  const outer = parseJson(text);
  if (outer.kind === 'malformed') {
    const place = placeIn(text, outer.offset, { line, column });
    return badLine(place.line, outer.problem, { column: place.column, text: textOf(bytes) });
  }
  const { externalIdField, takesIds, isWrapped } = reading;
  const { value } = outer;
  if (takesIds && typeof value === 'string') {
    const json = JSON.stringify({ [externalIdField]: value });
    return { kind: 'record', record: { json, externalId: value, line, position: reading.position() } };
  }
  const json = isWrapped ? fieldText(text, 'patch') : text.trim();
  const patch = isWrapped ? ownField(value, 'patch') : value;
  if (json === undefined) {
    const isFailure = typeof value === 'object' && value !== null && !Array.isArray(value);
    return badLine(line, NO_PATCH, isFailure ? { uncorrected: text.trim() } : { text: textOf(bytes) });
  }
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    return badLine(line, 'an object {...} was expected', { column, text: textOf(bytes) });
  }
  const externalId = ownField(patch, externalIdField);
  if (typeof externalId !== 'string' || externalId === '') {
    return badLine(line, `must have a string "${externalIdField}", which names the resource`, {
      patch: json,
    });
  }
  return { kind: 'record', record: { json, externalId, line, position: reading.position() } };
}

function ownField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([field]) => field === name)?.[1]
    : undefined;
}

function fieldText(text: string, name: string): string | undefined {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [name]);
  return node && text.slice(node.offset, node.offset + node.length);
}
