import { Metrics as EmfMetrics } from '@aws-lambda-powertools/metrics';
import { METRICS, type MetricName, type Metrics } from '../domain/metrics.ts';

/** Metrics of a function process, and what sees to it that they go out. */
export interface EmittedMetrics extends Metrics {
  /** A handler after each of whose invocations, also one that throws, goes out what it counted. */
  emitAfter<A extends readonly unknown[], R>(
    handler: (...args: A) => R | Promise<R>,
  ): (...args: A) => Promise<R>;
}

/**
 * Counts go out as lines of JSON in CloudWatch's embedded metric format. Powertools writes them to standard output itself,
 * past the console that Lambda's JSON log format wraps, so they reach CloudWatch as they are.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * https://github.com/aws-powertools/powertools-lambda-typescript/pull/1786
 *
 * Namespace and service come from `POWERTOOLS_METRICS_NAMESPACE` and `POWERTOOLS_SERVICE_NAME`.
 */
export function createMetrics(): EmittedMetrics {
  const emf = new EmfMetrics();
  let counted: Counted[] = [];

  const emit = () => {
    const values = counted;
    counted = [];
    // A line has one value per dimension, so each value of `by` takes a line of its own.
    for (const group of Map.groupBy(values, ({ name, by }) => dimensionOf(name, by)).values())
      emitGroup(emf, group);
  };

  return {
    add: (name, value, by) => void counted.push({ name, value, by }),
    emitAfter:
      (handler) =>
      async (...args) => {
        try {
          return await handler(...args);
        } finally {
          emit();
        }
      },
  };
}

interface Counted {
  readonly name: MetricName;
  readonly value: number;
  readonly by: string | undefined;
}

/** Equal for what shares its dimensions. */
function dimensionOf(name: MetricName, by: string | undefined): string {
  return by === undefined ? '' : JSON.stringify(dimensionsOf(name, by));
}

function dimensionsOf(name: MetricName, by: string): Record<string, string> {
  const kind = METRICS[name];
  if (!('by' in kind)) throw new RangeError(`the metric ${name} is not told apart, and was by ${by}`);
  return { [kind.by]: by };
}

/**
 * A line takes 100 values of a metric: with the hundredth Powertools writes it, and forgets values and dimensions, so
 * whenever it holds nothing it is told the dimensions anew. An emission of nothing would be a warning, and is left out.
 */
function emitGroup(emf: EmfMetrics, group: readonly Counted[]): void {
  for (const { name, value, by } of group) {
    if (!emf.hasStoredMetrics()) {
      // The empty set is that of the service alone.
      emf.addDimensions({});
      if (by !== undefined) emf.addDimensions(dimensionsOf(name, by));
    }
    emf.addMetric(name, METRICS[name].unit, value);
  }
  if (emf.hasStoredMetrics()) emf.publishStoredMetrics();
}
