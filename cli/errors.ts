import type { BatchReport } from './api-types.ts';

/** Base of all errors that the client and the command line raise on purpose; the message is for people. */
export class PatchlaneError extends Error {
  override readonly name: string = 'PatchlaneError';
  /** Whether the same call may succeed later. */
  readonly retryable: boolean = false;
}

/** What the API said when it refused a call. */
export interface Problem {
  readonly status: number;
  readonly message: string;
  /** Each with its place and what was expected: `resources[17]/email: must match format "email"`. */
  readonly errors: readonly string[];
  /** The id that the service's log knows the request by. */
  readonly requestId: string | undefined;
}

/** The API answered a call with a status that is none of success. */
export class ApiError extends PatchlaneError implements Problem {
  override readonly name = 'ApiError';
  override readonly retryable: boolean;
  /** `PATCH /api/resources/customer/batch`, without the query. */
  readonly request: string;
  readonly status: number;
  readonly errors: readonly string[];
  readonly requestId: string | undefined;

  constructor(request: string, problem: Problem) {
    super(problem.message);
    this.request = request;
    this.status = problem.status;
    this.errors = problem.errors;
    this.requestId = problem.requestId;
    this.retryable = isWorthRetrying(problem.status);
  }
}

/** A call was not answered: the network, the name or the server is not there, or no answer came in time. */
export class ConnectionError extends PatchlaneError {
  override readonly name = 'ConnectionError';
  override readonly retryable = true;
}

/** A batch ended with records that failed or were cancelled. */
export class BatchFailedError extends PatchlaneError {
  override readonly name = 'BatchFailedError';
  readonly batch: BatchReport;

  constructor(batch: BatchReport) {
    const { failedRecords, cancelledRecords, totalRecords } = batch.progress;
    super(
      `Batch ${batch.batchId} ended as ${batch.status}: of ${totalRecords} records ${failedRecords} failed and ${cancelledRecords} were cancelled.`,
    );
    this.batch = batch;
  }
}

/** The file as a whole cannot be read: its first row is wrong, or nobody could tell where its records end. */
export class UnreadableFileError extends PatchlaneError {
  override readonly name = 'UnreadableFileError';
}

/** The command was used wrongly: exit code 64. */
export class UsageError extends PatchlaneError {
  override readonly name = 'UsageError';
}

/** What passes by itself: too many calls, and a service that is not there at the moment. */
export function isWorthRetrying(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}
