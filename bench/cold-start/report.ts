import Table from 'cli-table3';
import type { ColdStart } from './measure.ts';

/** What each function takes to start, and over the first, which does nothing. */
export function formatColdStarts([empty, ...functions]: readonly ColdStart[]): string {
  if (empty === undefined) return '';
  const table = new Table({
    head: ['cold start', 'bytes', 'gzip', 'ms', 'CPU ms', 'CPU over empty'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, bytes, gzipBytes, ms, cpuMs } of [empty, ...functions]) {
    table.push([name, bytes, gzipBytes, ms.toFixed(0), cpuMs.toFixed(0), (cpuMs / empty.cpuMs).toFixed(2)]);
  }
  return table.toString();
}
