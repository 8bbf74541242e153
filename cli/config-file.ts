import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { PatchlaneError, UsageError } from './errors.ts';
import { readJsonFile } from './json-file.ts';
import type { SettingsSource } from './settings.ts';
import { createTokenCommand } from './token-command.ts';

const text = z.string('a text was expected').min(1, 'must not be empty');

const profile = z
  .strictObject(
    {
      url: text.optional(),
      tenant: text.optional(),
      token: text.optional(),
      tokenCommand: z
        .array(text, 'a list of texts was expected, a command and its arguments')
        .min(1, 'must name a command')
        .optional(),
    },
    { error: objectProblem },
  )
  .refine(({ token, tokenCommand }) => token === undefined || tokenCommand === undefined, {
    error: 'one of token and tokenCommand was expected, not both',
  });

/** Of its profiles the one that is used is checked, so that another one cannot be in its way. */
const config = z.strictObject(
  {
    default: text.optional(),
    profiles: z.record(z.string(), z.unknown(), 'an object of profiles was expected'),
  },
  { error: objectProblem },
);

function objectProblem(
  issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType | z.core.$ZodIssueUnrecognizedKeys>,
): string {
  if (issue.code !== 'unrecognized_keys') return 'an object was expected';
  return `nothing reads ${issue.keys.map((key) => JSON.stringify(key)).join(' and ')}`;
}

export interface ConfigOptions {
  /** `--config` */
  readonly config?: string | undefined;
  /** `--profile` */
  readonly profile?: string | undefined;
}

export interface LoadedProfile {
  readonly source: SettingsSource;
  /** The profile was asked for on the command line, which comes before the environment. */
  readonly isAskedFor: boolean;
  /** For people. */
  readonly warnings: readonly string[];
}

/**
 * The profile that was asked for, or the default one, of the config file; undefined when there is none.
 * @throws UsageError when what was asked for is not there; PatchlaneError with the file, the path in it and what was expected, never
 * with a value of it
 */
export function loadProfile(options: ConfigOptions, env: NodeJS.ProcessEnv): LoadedProfile | undefined {
  const askedFile = options.config ?? (env['PATCHLANE_CONFIG'] || undefined);
  const path = askedFile === undefined ? usualPath(env) : resolve(askedFile);
  const file = readJsonFile(path);
  const askedName = options.profile ?? (env['PATCHLANE_PROFILE'] || undefined);
  if (file === undefined) {
    if (askedFile === undefined && askedName === undefined) return undefined;
    throw new UsageError(`There is no config file ${path}.`);
  }
  const { profiles, default: usual } = checked(path, config, file.value);
  const name = askedName ?? usual;
  if (name === undefined) return undefined;
  const found = Object.entries(profiles).find(([one]) => one === name)?.[1];
  if (found === undefined) {
    const known = Object.keys(profiles).join(', ') || 'none';
    throw new UsageError(`${path}: there is no profile ${JSON.stringify(name)}; there are: ${known}.`);
  }
  const { url, tenant, token, tokenCommand } = checked(path, profile, found, ['profiles', name]);
  const from = `profile ${name} of ${path}`;
  return {
    source: { from, url, tenant, token: tokenCommand ? createTokenCommand(tokenCommand) : token },
    isAskedFor: options.profile !== undefined,
    warnings: Object.values(profiles).some(hasToken) ? openWarnings(path) : [],
  };
}

function usualPath(env: NodeJS.ProcessEnv): string {
  const home = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
  return join(home, 'patchlane', 'config.json');
}

function hasToken(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'token' in value;
}

/** @param at where in the file the value is */
function checked<T>(path: string, shape: z.ZodType<T>, value: unknown, at: readonly string[] = []): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const place = [...at, ...issue.path].join('.');
    return `  ${place === '' ? 'the file' : place}: ${issue.message}.`;
  });
  throw new PatchlaneError([`${path} is not valid:`, ...lines].join('\n'));
}

/** Windows has no such modes. */
function openWarnings(path: string): readonly string[] {
  const isOpen = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  return isOpen ? [`${path} holds a token and others may read it: chmod 600 ${path}`] : [];
}
