import type { Alarm } from '../api/console-contract.ts';

/** What the first line says. */
export interface Verdict {
  readonly kind: 'healthy' | 'unhealthy' | 'unknown';
  readonly title: string;
  readonly detail: string;
  /** Those that are raised, the worst first. */
  readonly raised: readonly Alarm[];
}

/** An alarm without data is not raised, as in CloudWatch; when none has data nothing is known. */
export function judge(alarms: readonly Alarm[]): Verdict {
  const raised = alarms
    .filter(({ state }) => state === 'ALARM')
    .sort((a, b) => rank(a.severity) - rank(b.severity) || (a.name < b.name ? -1 : 1));
  const fine = alarms.filter(({ state }) => state === 'OK').length;
  const silent = alarms.length - fine - raised.length;
  const rest = [`${fine} OK`, ...(silent > 0 ? [`${silent} without data`] : [])].join(', ');
  if (raised.length > 0) {
    return {
      kind: 'unhealthy',
      title: 'Not healthy',
      detail: `${count(raised.length)} raised, ${rest}`,
      raised,
    };
  }
  if (fine === 0) {
    const detail = alarms.length === 0 ? 'There are no alarms' : `${count(silent)} without data`;
    return { kind: 'unknown', title: 'Not known', detail, raised };
  }
  return { kind: 'healthy', title: 'Healthy', detail: `${count(alarms.length)}: ${rest}`, raised };
}

/** `MessageAge` as `Message age`. */
export function titleOf({ name }: Pick<Alarm, 'name'>): string {
  const words = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function count(alarms: number): string {
  return alarms === 1 ? '1 alarm' : `${alarms} alarms`;
}

/** The words of severity that are in use, the worst first; others come after them. */
const SEVERITIES = ['critical', 'page', 'high', 'warning', 'ticket', 'low', 'info'];

function rank(severity: string): number {
  const place = SEVERITIES.indexOf(severity.toLowerCase());
  return place < 0 ? SEVERITIES.length : place;
}
