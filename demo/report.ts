import Table from 'cli-table3';
import type { BatchResult, Mismatch } from './verify.ts';

export interface StageResult {
  readonly name: string;
  readonly batches: readonly BatchResult[];
  /** From the first request to the end of the last batch. */
  readonly seconds: number;
  /** Of what the batches reported. */
  readonly mismatches: readonly Mismatch[];
}

export interface DemoResult {
  readonly stages: readonly StageResult[];
  /** Airports that were read back, those among them that must not be there too. */
  readonly read: number;
  /** Of what was read back. */
  readonly mismatches: readonly Mismatch[];
}

export function mismatchesOf({ stages, mismatches }: DemoResult): readonly Mismatch[] {
  return [...stages.flatMap((stage) => stage.mismatches), ...mismatches];
}

/** More mismatches than these are only counted. */
const MAX_SHOWN = 20;

/** The table of what was done, as the API told it, and the mismatches. */
export function formatReport(result: DemoResult): string {
  const { stages, read } = result;
  const mismatches = mismatchesOf(result);
  return [
    toTable(result),
    `failed: ${formatCodes(stages)}`,
    `mismatches: ${mismatches.length} (${read} airports read back)`,
    ...mismatches.slice(0, MAX_SHOWN).map(formatMismatch),
    ...(mismatches.length > MAX_SHOWN ? [`... and ${mismatches.length - MAX_SHOWN} more`] : []),
  ].join('\n');
}

/** One column per stage, so that it fits a terminal of 80. */
function toTable({ stages, mismatches }: DemoResult): string {
  const columns = stages.map(toColumn);
  const all = {
    batches: sumOf(columns, ({ batches }) => batches),
    patches: sumOf(columns, ({ patches }) => patches),
    applied: sumOf(columns, ({ applied }) => applied),
    unchanged: sumOf(columns, ({ unchanged }) => unchanged),
    failed: sumOf(columns, ({ failed }) => failed),
    seconds: sumOf(columns, ({ seconds }) => seconds),
    mismatches: sumOf(columns, (column) => column.mismatches) + mismatches.length,
  };
  const head = ['', ...stages.map(({ name }) => name), 'read back', 'all'];
  const table = new Table({
    head,
    colAligns: head.map((_, at) => (at === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  const row = (name: string, cell: (column: Column) => string | number, readBack: string | number = '') =>
    table.push([name, ...columns.map(cell), readBack, cell(all)]);
  row('batches', ({ batches }) => batches);
  row('patches', ({ patches }) => patches);
  row('applied', ({ applied }) => applied);
  row('unchanged', ({ unchanged }) => unchanged);
  row('failed', ({ failed }) => failed);
  row('seconds', ({ seconds }) => seconds.toFixed(1));
  row('patches/s', ({ patches, seconds }) => Math.round(patches / seconds));
  row('mismatches', (column) => column.mismatches, mismatches.length);
  return table.toString();
}

type Column = ReturnType<typeof toColumn>;

function toColumn({ batches, seconds, mismatches }: StageResult) {
  return {
    batches: batches.length,
    patches: sumOf(batches, ({ report }) => report.progress.totalRecords),
    applied: sumOf(batches, ({ applied }) => applied),
    unchanged: sumOf(batches, ({ report, applied }) => report.progress.successfulRecords - applied),
    failed: sumOf(batches, ({ report }) => report.progress.failedRecords),
    seconds,
    mismatches: mismatches.length,
  };
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function formatCodes(stages: readonly StageResult[]): string {
  const failures = stages.flatMap(({ batches }) =>
    batches.flatMap(({ report }) => Object.values(report.errors.details)),
  );
  const byCode = [...Map.groupBy(failures, ({ code }) => code)];
  return byCode.map(([code, all]) => `${all.length} ${code}`).join(', ') || 'none';
}

function formatMismatch({ where, expected, received }: Mismatch): string {
  return `${where} should be ${format(expected)}, is ${format(received)}`;
}

function format(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
