import { type FoundSettings, missingSettings } from '../settings.ts';
import { type Check, fail, ok } from './check.ts';

/** Where the settings come from, or what is missing. */
export function checkSettings(settings: FoundSettings): readonly Check[] {
  const problems = missingSettings(settings);
  if (problems.length > 0) {
    return problems.map(({ what, how }) =>
      fail('settings', `There is no ${what}.`, `To give it, ${how}, or write it into a profile.`),
    );
  }
  const bySource = Map.groupBy(Object.entries(settings), ([, { from }]) => from);
  const found = [...bySource].map(([from, all]) => `${all.map(([name]) => name).join(', ')} from ${from}`);
  return [ok('settings', found.join('; '))];
}
