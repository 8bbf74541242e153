import { createHash, randomUUID } from 'node:crypto';
import type { Operation } from './api-types.ts';
import type { FileOptions, Format } from './file-options.ts';
import type { Source } from './input/source.ts';

/** What names a run, so that the same command finds what an earlier one has sent. */
export interface RunId {
  readonly id: string;
  /** The same command gives it again. */
  readonly isRepeatable: boolean;
}

interface RunFacts {
  readonly operation: Operation;
  readonly format: Format;
  /** The name of the definition, however it was called. */
  readonly schema: string;
  readonly source: Pick<Source, 'identity'>;
}

/** The one that was asked for; else that of the file as it is now, with all options that change what is sent. */
export function runIdOf({ operation, format, schema, source }: RunFacts, options: FileOptions): RunId {
  if (options.runId !== undefined) return { id: options.runId, isRepeatable: true };
  const { identity } = source;
  if (options.again || identity === undefined) return { id: randomUUID(), isRepeatable: false };
  const { fromLine, batchSize, nullToken, empty, batch } = options;
  const { path, size, mtimeMs } = identity;
  const facts = [
    path,
    size,
    mtimeMs,
    operation,
    format,
    schema,
    fromLine,
    batchSize,
    nullToken,
    empty,
    batch,
  ];
  return {
    id: createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32),
    isRepeatable: true,
  };
}

/**
 * The command that goes on with a run, for a shell; without the token, which is in the environment.
 * @param argv as it was typed
 * @param changes options in place of those of the same name
 */
export function commandLine(argv: readonly string[], changes: Readonly<Record<string, string>> = {}): string {
  const replaced = new Set(['--token', '--again', ...Object.keys(changes).map((name) => `--${name}`)]);
  const kept: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    const [name = ''] = word.split('=');
    if (!replaced.has(name)) kept.push(word);
    else if (name === word && name !== '--again') at += 1;
  }
  const added = Object.entries(changes).flatMap(([name, value]) => [`--${name}`, value]);
  return ['patchlane', ...kept, ...added].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
