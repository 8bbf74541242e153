import type { Call } from '../command.ts';
import { PatchlaneError } from '../errors.ts';
import type { FoundSettings } from '../settings.ts';
import { type Check, failBy } from './check.ts';
import { checkAccess } from './check-access.ts';
import { checkClock } from './check-clock.ts';
import { checkNode } from './check-node.ts';
import { checkSettings } from './check-settings.ts';
import { checkTenant } from './check-tenant.ts';
import { checkToken } from './check-token.ts';
import { checkUrl } from './check-url.ts';

/** Looks at all that a call of the API takes, one after the other; what depends on what is wrong is left out. */
export async function* examine(call: Pick<Call, 'client' | 'knownSettings'>): AsyncGenerator<Check, void> {
  yield checkNode(process.versions.node);
  const settings = settingsOf(call);
  if ('state' in settings) {
    yield settings;
    return;
  }
  yield* checkSettings(settings);
  const { url, token, tenant } = settings;
  const there = url && (await checkUrl(url.value));
  if (there !== undefined) yield there.check;
  const isThere = there !== undefined && there.check.state !== 'fail';
  if (isThere) yield checkClock(there.clockAheadMs);
  if (token === undefined) return;
  const { check, claims } = await checkToken(token.value, Date.now() + (there?.clockAheadMs ?? 0));
  yield check;
  if (claims !== undefined) yield checkTenant(claims, tenant?.value);
  if (isThere && check.state !== 'fail') yield* await checkAccess(call.client({ giveUpAfterMs: 0 }));
}

function settingsOf(call: Pick<Call, 'knownSettings'>): FoundSettings | Check {
  try {
    return call.knownSettings();
  } catch (error) {
    if (!(error instanceof PatchlaneError)) throw error;
    return failBy('settings', error, 'Correct the config file.');
  }
}
