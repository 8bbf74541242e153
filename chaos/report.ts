import Table from 'cli-table3';
import { FAULTS } from './faults.ts';
import type { ChaosResult } from './run-chaos.ts';
import type { ViolationKind } from './verify.ts';

/** More violations than these are only counted. */
const MAX_SHOWN = 20;

const VIOLATIONS: Readonly<Record<ViolationKind, string>> = {
  lost: 'lost',
  twice: 'twice',
  order: 'out of order',
  wrong: 'otherwise wrong',
};

/** The table of what was done and what befell it, and the violations. */
export function formatReport(result: ChaosResult): string {
  const { violations } = result;
  const table = new Table({
    colAligns: ['left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const rows: readonly (readonly [string, string | number])[] = [
    ['patches', result.patches],
    ['batches', result.batches],
    ['single writes', result.singles],
    ['  of them without a clear answer', result.unclear],
    ['resources', result.resources],
    ['records cancelled', result.cancelled],
    ['seconds', result.seconds.toFixed(1)],
    ...Object.entries(FAULTS).map(([fault, name]) => [name, countOf(result, fault)] as const),
    ['processes killed', result.kills],
    ['restarts of everything', result.restarts],
    ['messages delivered again', result.redeliveries],
    ['records that gave up, then retried', result.retried],
    ['records of unknown outcome', result.unknown],
    ...Object.entries(VIOLATIONS).map(
      ([kind, name]) => [name, violations.filter((one) => one.kind === kind).length] as const,
    ),
  ];
  for (const row of rows) table.push([...row]);
  return [
    table.toString(),
    ...violations.slice(0, MAX_SHOWN).map(({ kind, what }) => `${VIOLATIONS[kind]}: ${what}`),
    ...(violations.length > MAX_SHOWN ? [`... and ${violations.length - MAX_SHOWN} more`] : []),
  ].join('\n');
}

function countOf({ faults }: ChaosResult, name: string): number {
  return [...faults].find(([fault]) => fault === name)?.[1] ?? 0;
}
