import { encodeCursor } from '../../../functions/cursor.ts';

/** What requests can name before it is there. */
export interface Known {
  readonly partner: string;
  /** Changes with every request. */
  readonly fresh: string;
  /** Ids of the batches that were accepted last. */
  readonly batches: readonly string[];
  /** The last cursor that each list gave, by its operation. */
  readonly cursors: ReadonlyMap<string, string>;
  /** Names of the definitions that requests made. */
  readonly made: readonly string[];
  /** Ids of the definitions that were there before. */
  readonly schemaIds: ReadonlyMap<string, string>;
}

/** What no request could carry; a huge value in an item that is repeated would not even be a string. */
export class TooLong extends Error {}
const MAX_LENGTH = 8 * 1024 * 1024;

/** Puts in what `@{...}` stands for; throws `TooLong`. */
export function expand(text: string, known: Known): string {
  let length = text.length;
  return text.replaceAll(/@\{([a-z0-9]+)(?: ([^}]*))?\}/g, (whole, word: string, argument = '') => {
    const make = WORDS[word];
    if (make === undefined) throw new Error(`nothing is called ${whole}`);
    const made = make(argument, known);
    length += made.length;
    if (length > MAX_LENGTH) throw new TooLong();
    return made;
  });
}

const WORDS: Readonly<Record<string, (argument: string, known: Known) => string>> = {
  partner: (_, { partner }) => partner,
  fresh: (_, { fresh }) => fresh,
  batch: (at, { batches }) => batches[Number(at) % Math.max(1, batches.length)] ?? 'none',
  made: (at, { made }) => made[Number(at) % Math.max(1, made.length)] ?? 'none',
  cursor: (operation, { cursors }) => cursors.get(operation) ?? 'none',
  forged: (argument, known) => forge(argument, known),
  chars: (count) => 'x'.repeat(Number(count)),
  digits: (count) => '9'.repeat(Number(count)),
  zeros: (count) => '0'.repeat(Number(count)),
  keys: (count) => Array.from({ length: Number(count) }, (_, at) => `"k${at}":0`).join(),
  items: (count) => Array.from({ length: Number(count) }, (_, at) => at).join(),
  arrays: (count) => `${'['.repeat(Number(count))}${']'.repeat(Number(count))}`,
  objects: (count) => `${'{"a":'.repeat(Number(count))}0${'}'.repeat(Number(count))}`,
  /** One UTF-16 unit, in hexadecimal: half of a surrogate pair can be written so. */
  unit: (hex) => String.fromCharCode(Number.parseInt(hex, 16)),
};

/** A cursor that has the right digest for a position that no list gave. */
function forge(argument: string, { partner, batches, schemaIds }: Known): string {
  const [list = '', position = ''] = argument.split(' ', 2);
  const lists: Readonly<Record<string, readonly string[]>> = {
    resources: [partner, 'red', schemaIds.get('contact') ?? ''],
    batches: [partner, 'red', 'batches', '', ''],
    results: [partner, 'red', batches[0] ?? '', 'results', ''],
    definitions: [partner, 'schema-definitions'],
    elsewhere: [partner, 'blue', schemaIds.get('contact') ?? ''],
  };
  return encodeCursor(lists[list] ?? [], JSON.parse(`"${position}"`));
}
