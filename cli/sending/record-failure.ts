import type { SourceRecord } from './batch-body.ts';

/** Why a record was not applied. */
export interface RecordFailure {
  readonly record: SourceRecord;
  /** One of the API's codes, or `cancelled`. */
  readonly code: string;
  readonly message: string;
  /** Each with its place and what was expected. */
  readonly errors: readonly string[];
  /** Whether the same patch may succeed when it is sent again. */
  readonly retryable: boolean;
}
