import type { TokenSource } from './api.ts';
import { UsageError } from './errors.ts';

/** Where the API is, and who calls it. */
export interface Settings {
  readonly url: string;
  readonly token: TokenSource;
  readonly tenant: string | undefined;
}

/** A place that may know some of the settings. */
export type SettingsSource = { readonly [K in keyof Settings]?: Settings[K] | undefined } & {
  /** For people: `the environment`. */
  readonly from: string;
};

/** The settings that are known, each with where it comes from. */
export type FoundSettings = {
  readonly [K in keyof Settings]?: {
    readonly value: NonNullable<Settings[K]>;
    readonly from: string;
  };
};

/** What `--url`, `--token` and `--tenant` say. */
export function settingsOfFlags({ url, token, tenant }: Omit<SettingsSource, 'from'>): SettingsSource {
  return { from: 'the command line', url, token, tenant };
}

export function settingsOfEnvironment(env: NodeJS.ProcessEnv): SettingsSource {
  return {
    ...{ from: 'the environment', url: env['PATCHLANE_URL'], token: env['PATCHLANE_TOKEN'] },
    tenant: env['PATCHLANE_TENANT'],
  };
}

/** Each setting from the first source that knows it; what is empty is not known. */
export function findSettings(sources: readonly SettingsSource[]): FoundSettings {
  const url = found(sources, ({ url }) => url);
  const token = found(sources, ({ token }) => token);
  const tenant = found(sources, ({ tenant }) => tenant);
  return { ...(url && { url }), ...(token && { token }), ...(tenant && { tenant }) };
}

function found<T extends TokenSource>(
  sources: readonly SettingsSource[],
  settingOf: (source: SettingsSource) => T | undefined,
): { readonly value: T | string; readonly from: string } | undefined {
  for (const source of sources) {
    const setting = settingOf(source);
    const value = typeof setting === 'string' ? setting.trim() : setting;
    if (value !== undefined && value !== '') return { value, from: source.from };
  }
  return undefined;
}

/** A setting that is needed and nowhere. */
export interface MissingSetting {
  readonly what: string;
  readonly how: string;
}

export function missingSettings({ url, token }: FoundSettings): readonly MissingSetting[] {
  return [
    ...(url === undefined ? [missing('url', 'URL of the API')] : []),
    ...(token === undefined ? [missing('token', 'token')] : []),
  ];
}

function missing(name: keyof Settings, what: string): MissingSetting {
  return { what, how: `set PATCHLANE_${name.toUpperCase()} or give --${name}` };
}

/** @throws UsageError that says where a missing one may come from */
export function neededSettings(found: FoundSettings): Settings {
  const { url, token, tenant } = found;
  if (url !== undefined && token !== undefined) {
    return { url: url.value, token: token.value, tenant: tenant?.value };
  }
  const lines = missingSettings(found).map(({ what, how }) => `There is no ${what}: ${how}.`);
  throw new UsageError([...lines, 'A profile of the config file may have it, too.'].join('\n'));
}
