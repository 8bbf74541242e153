/** What the functions count and measure. Dashboard and alarms name these alone; see `docs/operations.md`. */
export const METRICS = {
  BatchesAccepted: { unit: 'Count' },
  /** By `REFUSAL_REASONS`. */
  BatchesRefused: { unit: 'Count', by: 'reason' },
  /** By final status. */
  BatchesCompleted: { unit: 'Count', by: 'status' },
  PatchesAccepted: { unit: 'Count' },
  PatchesApplied: { unit: 'Count' },
  PatchesUnchanged: { unit: 'Count' },
  /** By code. */
  PatchesFailed: { unit: 'Count', by: 'code' },
  PatchesCancelled: { unit: 'Count' },
  /** From the request to the batch's final status. */
  AcceptToFinal: { unit: 'Milliseconds' },
  /** From when a lane's message was sent to the write of its resource; not of lanes that failed or were cancelled whole. */
  EnqueueToApplied: { unit: 'Milliseconds' },
  /** Patches of one resource in one message. */
  LaneSize: { unit: 'Count' },
  /** Conditional writes of lanes that lost and were tried again in place. */
  ConflictsRetried: { unit: 'Count' },
  /** Lanes that came again and were found in the resource's marker, or in the ledger. */
  KnownByMarker: { unit: 'Count' },
  KnownByLedger: { unit: 'Count' },
  /** Batches that the sweeper put into the queue. */
  BatchesReenqueued: { unit: 'Count' },
  DeadLettersSettled: { unit: 'Count' },
  /** Age of the oldest batch that is not final, as the sweeper finds it every minute; 0 when there is none. */
  OldestUnfinishedBatch: { unit: 'Seconds' },
} as const satisfies Readonly<Record<string, MetricKind>>;

interface MetricKind {
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds';
  /**
   * The dimension that it is told apart by. Each of its values is a metric that is paid for, so it is a short list of ours:
   * never a partner, tenant, batch or resource. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
   */
  readonly by?: 'reason' | 'status' | 'code';
}

export type MetricName = keyof typeof METRICS;

/** Takes what a function counts and measures; it goes out when the invocation ends. */
export interface Metrics {
  /** @param by the value of the metric's dimension, where it has one */
  add(name: MetricName, value: number, by?: string): void;
}
