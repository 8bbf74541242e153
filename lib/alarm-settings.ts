import type { Node } from 'constructs';

export interface AlarmSettings {
  /** Who is written to when an alarm goes off or ends; nobody when undefined. */
  readonly email: string | undefined;
  /** Where the runbook is read; alarms link their articles there. */
  readonly runbookUrl: string;
}

/** The file in the repository, for those who do not publish it. */
const RUNBOOK = 'docs/runbook.md';

/** Reads `alarmEmail` and `runbookUrl` from the context, both optional; an error says what to pass. */
export function alarmSettingsFromContext(node: Node): AlarmSettings {
  const email: unknown = node.tryGetContext('alarmEmail');
  const runbookUrl: unknown = node.tryGetContext('runbookUrl') ?? RUNBOOK;
  if (email !== undefined && !(typeof email === 'string' && /^[^\s@]+@[^\s@]+$/.test(email)))
    throw new InvalidAlarmSettingsError('-c alarmEmail=<address>, one e-mail address');
  if (typeof runbookUrl !== 'string' || !(runbookUrl === RUNBOOK || runbookUrl.startsWith('https://')))
    throw new InvalidAlarmSettingsError('-c runbookUrl=https://<where docs/runbook.md is read>');
  return { email, runbookUrl };
}

/** Thrown when the context has settings of alarms that cannot be used. */
export class InvalidAlarmSettingsError extends Error {
  override readonly name = 'InvalidAlarmSettingsError';
  constructor(wanted: string) {
    super(`Patchlane's alarms were given a setting that cannot be used: pass ${wanted}.`);
  }
}
