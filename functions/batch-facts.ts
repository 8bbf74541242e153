import type { Batch, BatchKey } from './domain/batch.ts';
import type { LogFacts } from './domain/ports.ts';

/**
 * What every log line of a batch begins with. The request's id is the batch's from its acceptance to its last outcome,
 * so that one filter finds its whole story; where there is no header to read it from, it is absent.
 */
export function batchFacts({
  requestId,
  batchId,
  partnerId,
  tenantId,
}: BatchKey & Pick<Batch, 'requestId'>): LogFacts {
  return { requestId, batchId, partnerId, tenantId };
}
