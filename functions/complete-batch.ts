import { batchFacts } from './batch-facts.ts';
import type { BatchHeader, FinalStatus } from './domain/batch.ts';
import { OUTCOMES } from './domain/ledger.ts';
import type { Metrics } from './domain/metrics.ts';
import type { BatchLedger, Log } from './domain/ports.ts';

export interface CompleteBatchDeps {
  readonly ledger: Pick<BatchLedger, 'complete'>;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Flips the status of a batch whose ledger adds up; false when somebody else did. Whoever flips it counts it: once, and
 * not at all when the answer to the flip was lost, or the process died before its metrics went out.
 */
export async function completeBatch(
  { ledger, log, metrics }: CompleteBatchDeps,
  header: BatchHeader,
  status: FinalStatus,
  at: string,
): Promise<boolean> {
  const { partnerId, tenantId, batchId } = header;
  if (!(await ledger.complete({ partnerId, tenantId, batchId }, status, at))) return false;
  // The status was final with the last outcome, however much later that was noted. Clocks differ.
  const finalAt = Date.parse(header.updatedAt ?? at);
  const acceptToFinalMs = Math.max(0, finalAt - Date.parse(header.createdAt));
  metrics.add('BatchesCompleted', 1, status);
  metrics.add('AcceptToFinal', acceptToFinalMs);
  log.info('batch completed', {
    ...batchFacts(header),
    status,
    records: header.total,
    ...Object.fromEntries(OUTCOMES.map((outcome) => [outcome, header.ledger[outcome].size])),
    acceptToFinalMs,
  });
  return true;
}
