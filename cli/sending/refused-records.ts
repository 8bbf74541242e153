import type { BatchOptions } from '../api-types.ts';
import { ApiError } from '../errors.ts';
import type { SourceRecord } from './batch-body.ts';
import type { RecordFailure } from './record-failure.ts';

/** How the API names a record of a request that it refuses whole: `resources[17]/email: must match ...`. */
const PLACE = /^(?:resources|externalIds)\[(\d+)\]/;

/**
 * The records that a batch was refused for, and those that can be sent without them, in their order.
 * @throws the error itself when it is about anything else than single records
 */
export function refusedIn(
  error: unknown,
  records: readonly SourceRecord[],
  onFailure: BatchOptions['onFailure'] = 'continue',
): { readonly refused: readonly RecordFailure[]; readonly others: readonly SourceRecord[] } {
  if (!(error instanceof ApiError) || error.status !== 400) throw error;
  const problems = Map.groupBy(
    error.errors.filter((line) => PLACE.test(line)),
    (line) => Number(PLACE.exec(line)?.[1]),
  );
  if (problems.size === 0) throw error;
  const refused: RecordFailure[] = [];
  const others: SourceRecord[] = [];
  const failedIds = new Set<string>();
  for (const [index, record] of records.entries()) {
    const errors = problems.get(index)?.map((line) => line.replace(PLACE, ''));
    if (errors !== undefined) {
      refused.push({ ...REFUSED, record, errors });
      failedIds.add(record.externalId);
    } else if (onFailure === 'skipRest' && failedIds.has(record.externalId)) {
      refused.push({ ...SKIPPED, record, errors: [] });
    } else {
      others.push(record);
    }
  }
  return { refused, others };
}

const REFUSED = {
  code: 'validation_failed',
  message: 'The patch does not match the schema.',
  retryable: false,
} as const;

const SKIPPED = {
  code: 'skipped_after_failure',
  message: 'An earlier patch of the same resource failed.',
  retryable: false,
} as const;
