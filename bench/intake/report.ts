import Table from 'cli-table3';
import type { IntakeResult, Memory } from './measure.ts';

/** What submitting takes, beside what nobody could do without. */
export function formatIntake(results: readonly IntakeResult[], { before, peak }: Memory): string {
  const table = new Table({
    head: [
      ...['1000 patches, CPU ms', 'body', 'floor p50', 'least p50', 'submit p50', 'submit p99'],
      ...['over floor', 'over least', 'calls'],
    ],
    colAligns: ['left', ...Array<'right'>(8).fill('right')],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, bodyBytes, floor, least, submit, calls } of results) {
    table.push([
      name,
      bodyBytes,
      ...[floor.p50, least.p50, submit.p50, submit.p99].map((ms) => ms.toFixed(1)),
      ...[floor, least].map(({ p50 }) => (submit.p50 / p50).toFixed(1)),
      calls,
    ]);
  }
  const [from, to] = [before, peak].map((bytes) => `${Math.round(bytes / 1e6)} MB`);
  return `${table}\nmemory at the largest body: ${from} before it is submitted, ${to} at most`;
}
