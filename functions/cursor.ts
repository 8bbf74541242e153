import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

// A cursor says where a list goes on, and which list it is of. It is no secret and no permission: keys come from the
// verified token whatever a cursor says. Binding it keeps a cursor of one list from silently reading another, and one that
// was edited by hand from reading on at a place that never was.

const content = z.tuple([z.string(), z.string()]);

export function encodeCursor(list: readonly string[], position: string): string {
  return Buffer.from(JSON.stringify([digestOf(list, position), position])).toString('base64url');
}

/** The position in a cursor of this very list; undefined when it is anything else. */
export function decodeCursor(list: readonly string[], cursor: string): string | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { data } = content.safeParse(json);
  if (data === undefined) return undefined;
  const [digest, position] = data;
  return digest === digestOf(list, position) ? position : undefined;
}

function digestOf(list: readonly string[], position: string): string {
  return createHash('sha256')
    .update(JSON.stringify([list, position]))
    .digest('base64url')
    .slice(0, 12);
}
