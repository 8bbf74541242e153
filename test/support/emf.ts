import * as z from 'zod';

const MAX_VALUES = 100;
const text = z.string().min(1).max(1024);

/**
 * The embedded metric format as CloudWatch takes it, with the limits of its schema.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const emfLine = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.number().int().positive(),
    CloudWatchMetrics: z
      .array(
        z.strictObject({
          Namespace: text,
          Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
          Metrics: z
            .array(z.strictObject({ Name: text, Unit: z.enum(['Count', 'Milliseconds', 'Seconds', 'None']) }))
            .min(1)
            .max(100),
        }),
      )
      .min(1),
  }),
});
const values = z.union([
  z.number().transform((value) => [value]),
  z.array(z.number()).min(1).max(MAX_VALUES),
]);

/** One metric of one line, as CloudWatch takes it: under each of its sets of dimensions. */
export interface Emitted {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly dimensions: readonly Readonly<Record<string, string>>[];
}

/** The metrics in what a function wrote; a line that is meant to be one and is not makes it throw. */
export function emittedIn(output: string): Emitted[] {
  return output
    .split('\n')
    .filter((line) => line.includes('"_aws"'))
    .flatMap((line) => {
      const root = emfLine.parse(JSON.parse(line));
      return root._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
        Metrics.map(({ Name, Unit }) => ({
          namespace: Namespace,
          name: Name,
          unit: Unit,
          values: values.parse(root[Name]),
          dimensions: Dimensions.map((keys) =>
            Object.fromEntries(keys.map((key) => [key, text.parse(root[key])])),
          ),
        })),
      );
    });
}
