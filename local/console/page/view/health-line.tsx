import type { Alarm } from '../api/console-contract.ts';
import { judge, titleOf, type Verdict } from '../model/health.ts';
import { Icon } from './icon.tsx';
import { RunbookLink } from './runbook-link.tsx';

const ICONS = { healthy: 'check', unhealthy: 'alarm', unknown: 'question' } as const;

export interface HealthLineProps {
  readonly alarms: readonly Alarm[] | undefined;
  readonly error: Error | undefined;
}

/** The first line: healthy or not, and which alarm says so. */
export function HealthLine({ alarms, error }: HealthLineProps) {
  const { kind, title, detail, raised } = verdictOf(alarms, error);
  return (
    <section class={`health health-${kind}`} aria-label="Health">
      <p class="health-title" role="status">
        <Icon name={ICONS[kind]} />
        <strong>{title}</strong>
        <span class="health-detail">{detail}</span>
      </p>
      {raised.length > 0 && (
        <ul class="raised">
          {raised.map((alarm) => (
            <li key={alarm.name}>
              <span class="severity">{alarm.severity}</span>
              <strong>{titleOf(alarm)}</strong>
              <span class="prose">
                {alarm.says} <span class="quiet">{alarm.reason}</span>
              </span>
              <RunbookLink runbook={alarm.runbook} about={titleOf(alarm)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is no longer read says nothing about now. */
function verdictOf(alarms: readonly Alarm[] | undefined, error: Error | undefined): Verdict {
  if (error !== undefined) return { kind: 'unknown', title: 'Not known', detail: error.message, raised: [] };
  if (alarms === undefined)
    return { kind: 'unknown', title: 'Not known', detail: 'Reading the alarms', raised: [] };
  return judge(alarms);
}
