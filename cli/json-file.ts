import { readFileSync } from 'node:fs';
import { PatchlaneError } from './errors.ts';
import { parseJson, placeIn } from './input/parse-json.ts';

/**
 * What a small file of JSON holds; undefined when there is no such file.
 * @throws PatchlaneError with the place of what is wrong, and without the text there
 */
export function readJsonFile(path: string): { readonly value: unknown } | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  const outcome = parseJson(text.replace(/^\ufeff/, ''));
  if (outcome.kind === 'parsed') return { value: outcome.value };
  const { line, column } = placeIn(text, outcome.offset, { line: 1, column: 1 });
  throw new PatchlaneError(`${path}, line ${line}, column ${column}: ${outcome.problem}.`);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // what Node.js raises
    if (code === 'ENOENT') return undefined;
    throw new PatchlaneError(`${path} cannot be read: ${code ?? message}.`, { cause: error });
  }
}
