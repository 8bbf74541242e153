/** What tells one metric from another, as at CloudWatch. */
export interface MetricKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Values of a metric that were measured at one moment. */
export interface DataPoint extends MetricKey {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly values: readonly number[];
}

/** Takes what was measured. */
export type RecordPoint = (point: DataPoint) => void;
