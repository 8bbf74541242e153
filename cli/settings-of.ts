import { type ConfigOptions, loadProfile } from './config-file.ts';
import type { Io } from './io.ts';
import { printableLines } from './report/printable.ts';
import {
  type FoundSettings,
  findSettings,
  type SettingsSource,
  settingsOfEnvironment,
  settingsOfFlags,
} from './settings.ts';

/**
 * Finds the settings of one command line, at the first call: the flags, a profile that they name, the environment, the default
 * profile. Warnings of the config file go to stderr.
 */
export function settingsOf(
  flags: Partial<Pick<SettingsSource, 'url' | 'token' | 'tenant'>> & ConfigOptions,
  { env, stderr }: Pick<Io, 'env' | 'stderr'>,
): () => FoundSettings {
  let known: FoundSettings | undefined;
  const find = () => {
    const profile = loadProfile(flags, env);
    for (const warning of profile?.warnings ?? []) stderr.write(`${printableLines(warning)}\n`);
    const environment = settingsOfEnvironment(env);
    const after = profile === undefined ? [] : [profile.source];
    return findSettings([
      settingsOfFlags(flags),
      ...(profile?.isAskedFor ? [...after, environment] : [environment, ...after]),
    ]);
  };
  return () => {
    known ??= find();
    return known;
  };
}
