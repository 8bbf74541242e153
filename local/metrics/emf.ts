import * as z from 'zod';
import type { DataPoint } from './data-point.ts';

const directive = z.object({
  Namespace: z.string(),
  Dimensions: z.array(z.array(z.string())),
  Metrics: z.array(z.object({ Name: z.string() })),
});

const line = z.looseObject({
  _aws: z.object({ Timestamp: z.number(), CloudWatchMetrics: z.array(directive) }),
});

const value = z.union([z.number().transform((one) => [one]), z.array(z.number())]);

/**
 * The data points of a log line in CloudWatch's embedded metric format; none when it is any other line. Throws when the
 * line claims to be of that format and is not.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function readEmf(text: string): readonly DataPoint[] {
  // Most lines are none, and need not be parsed.
  if (!text.startsWith('{') || !text.includes('"_aws"')) return [];
  const { _aws, ...members } = line.parse(JSON.parse(text));
  return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, z.string().parse(members[name])]));
      return Metrics.map(({ Name }) => ({
        namespace: Namespace,
        name: Name,
        dimensions,
        at: _aws.Timestamp,
        values: value.parse(members[Name]),
      }));
    }),
  );
}
