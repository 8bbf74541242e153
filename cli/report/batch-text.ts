import type { BatchReport, ListedBatch } from '../api-types.ts';
import { count, duration } from './words.ts';

/** What the commands call the types of batches. */
export const OPERATIONS = {
  patch: 'PARTNER_RESOURCE_BATCH_PATCH',
  upload: 'PARTNER_RESOURCE_JSON_INGEST',
  delete: 'PARTNER_RESOURCE_BATCH_DELETE',
} as const satisfies Readonly<Record<string, BatchReport['batchType']>>;

export function operationOf({ batchType }: Pick<ListedBatch, 'batchType'>): string {
  return Object.entries(OPERATIONS).find(([, type]) => type === batchType)?.[0] ?? batchType;
}

/** A batch for people, one fact per line. */
export function batchText(report: BatchReport): string {
  const { batchId, status, progress, schemaName, parentBatchId, cancelRequestedAt } = report;
  const { createdAt, startedAt, completedAt } = report;
  const facts: readonly (readonly [string, string | null])[] = [
    ['batch', batchId],
    ['status', status],
    ['does', `${operationOf(report)} ${schemaName}`],
    ['records', countsText(progress)],
    ['failures', failuresText(report)],
    ['created', createdAt],
    ['started', startedAt],
    ['cancelled', cancelRequestedAt],
    ['completed', completedAt && `${completedAt}, after ${duration(secondsBetween(createdAt, completedAt))}`],
    ['retries', parentBatchId],
  ];
  return facts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(10)} ${value}`)
    .join('\n');
}

function countsText(progress: BatchReport['progress']): string {
  const parts = [
    ['successful', progress.successfulRecords],
    ['failed', progress.failedRecords],
    ['cancelled', progress.cancelledRecords],
    ['pending', progress.pendingRecords],
  ] as const;
  const shown = parts.filter(([name, number]) => number > 0 || name === 'successful');
  return `${count(progress.totalRecords)}: ${shown.map(([name, number]) => `${count(number)} ${name}`).join(', ')}`;
}

function failuresText({ errors }: BatchReport): string | null {
  const codes = Object.entries(errors.summary).map(([code, number]) => `${count(number)} ${code}`);
  return codes.length === 0 ? null : codes.join(', ');
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
