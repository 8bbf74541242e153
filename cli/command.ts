import type { Client, ClientOptions } from './client.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import type { FoundSettings, Settings } from './settings.ts';

/** One option, for `parseArgs` and for the help. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** How the help calls its value: `N`. */
  readonly value?: string;
  /** One line; the default comes after it. */
  readonly help: string;
  /** For the help alone. */
  readonly default?: string;
}

export type Options = Readonly<Record<string, Option>>;

export type ValuesOf<O extends Options> = {
  readonly [K in keyof O]?: O[K]['type'] extends 'boolean' ? boolean : string;
};

/** What every command takes. */
export const COMMON_OPTIONS = {
  url: { type: 'string', value: 'URL', help: 'of the API; before PATCHLANE_URL' },
  token: { type: 'string', value: 'TOKEN', help: 'before PATCHLANE_TOKEN, which no process list shows' },
  tenant: {
    type: 'string',
    value: 'NAME',
    help: "tenant a partner's token acts for; before PATCHLANE_TENANT",
  },
  profile: {
    type: 'string',
    value: 'NAME',
    help: 'of the config file; before PATCHLANE_PROFILE',
  },
  config: { type: 'string', value: 'FILE', help: 'config file; before PATCHLANE_CONFIG' },
  'give-up-after': {
    type: 'string',
    value: 'SECONDS',
    help: 'how long a call is tried when the service is busy or gone',
    default: '300',
  },
  json: { type: 'boolean', help: 'print the result as JSON' },
  quiet: { type: 'boolean', short: 'q', help: 'print errors and warnings alone' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
} as const satisfies Options;

/** One call of a command. */
export interface Call<O extends Options = Options> {
  readonly values: ValuesOf<O & typeof COMMON_OPTIONS>;
  readonly positionals: readonly string[];
  /** As they were typed, the command's name first. */
  readonly argv: readonly string[];
  readonly io: Io;
  /** @throws UsageError when one that is needed is nowhere */
  readonly settings: () => Settings;
  readonly knownSettings: () => FoundSettings;
  /**
   * A client by the settings.
   * @throws UsageError when one that is needed is nowhere
   */
  readonly client: (options?: Pick<ClientOptions, 'giveUpAfterMs' | 'onRetry' | 'signal'>) => Client;
}

export interface Command<O extends Options = Options> {
  readonly name: string;
  /** `SCHEMA FILE` */
  readonly args: string;
  /** One line. */
  readonly summary: string;
  /** More than that, in lines of at most 80 columns. */
  readonly about?: string;
  /** Beside the common ones. */
  readonly options: O;
  /** What follows `patchlane `. */
  readonly examples: readonly string[];
  /** Gives the exit code. A PatchlaneError is printed and is 1, a UsageError 64. */
  readonly run: (call: Call<O>) => Promise<number>;
}

/** A command with typed values, as `main` takes it. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return {
    ...command,
    // `main` parses with the options of this very command.
    run: (call) => command.run(call as unknown as Call<O>),
  };
}

/** @throws UsageError unless there are as many positionals as `args` names */
export function positionalsOf<const N extends readonly string[]>(
  { positionals }: Pick<Call, 'positionals'>,
  ...names: N
): { readonly [K in keyof N]: string } {
  const missing = names[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`);
  const empty = names[positionals.indexOf('')];
  if (empty !== undefined) throw new UsageError(`${empty} is empty.`);
  const extra = positionals[names.length];
  if (extra !== undefined) throw new UsageError(`${JSON.stringify(extra)} is one argument too many.`);
  return positionals as unknown as { readonly [K in keyof N]: string }; // counted above
}

/** The whole number that an option was given, or the usual one. */
export function wholeNumber(
  values: Readonly<Record<string, string | boolean | undefined>>,
  name: string,
  { usual, from, to }: { readonly usual: number; readonly from: number; readonly to: number },
): number {
  const given = values[name];
  if (given === undefined) return usual;
  const number = Number(given);
  if (typeof given === 'string' && /^\d+$/.test(given) && number >= from && number <= to) return number;
  throw new UsageError(`--${name} takes a whole number from ${from} to ${to}, not ${JSON.stringify(given)}.`);
}

/** One of some words that an option was given. */
export function oneOf<const W extends string>(
  values: Readonly<Record<string, string | boolean | undefined>>,
  name: string,
  words: readonly W[],
): W | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const word = words.find((one) => one === given);
  if (word !== undefined) return word;
  throw new UsageError(`--${name} takes ${words.join(' or ')}, not ${JSON.stringify(given)}.`);
}

/** Some words, with commas between, that an option was given. */
export function wordsOf<const W extends string>(
  values: Readonly<Record<string, string | boolean | undefined>>,
  name: string,
  words: readonly W[],
): W[] | undefined {
  const given = values[name];
  if (typeof given !== 'string') return undefined;
  return given.split(',').map((part) => {
    const word = words.find((one) => one === part.trim());
    if (word !== undefined) return word;
    throw new UsageError(`--${name} takes some of ${words.join(',')}, not ${JSON.stringify(part)}.`);
  });
}
