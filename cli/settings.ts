import { UsageError } from './errors.ts';

/** Where the API is, and who calls it. */
export interface Settings {
  readonly url: string;
  readonly token: string;
  readonly tenant: string | undefined;
}

/** A place that may know some of the settings. */
export type SettingsSource = { readonly [K in keyof Settings]?: string | undefined };

/** What `--url`, `--token` and `--tenant` say. */
export function settingsOfFlags({ url, token, tenant }: SettingsSource): SettingsSource {
  return { url, token, tenant };
}

export function settingsOfEnvironment(env: NodeJS.ProcessEnv): SettingsSource {
  return { url: env['PATCHLANE_URL'], token: env['PATCHLANE_TOKEN'], tenant: env['PATCHLANE_TENANT'] };
}

/**
 * Each setting from the first source that knows it; what is empty is not known.
 * @throws UsageError that says where the missing one may come from
 */
export function resolveSettings(sources: readonly SettingsSource[]): Settings {
  const find = (name: keyof Settings) =>
    sources.map((source) => source[name]?.trim()).find((value) => value !== undefined && value !== '');
  const need = (name: keyof Settings, what: string) => {
    const value = find(name);
    if (value !== undefined) return value;
    throw new UsageError(`There is no ${what}: set PATCHLANE_${name.toUpperCase()} or give --${name}.`);
  };
  return { url: need('url', 'URL of the API'), token: need('token', 'token'), tenant: find('tenant') };
}
