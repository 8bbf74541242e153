import * as z from 'zod';
import { resolve } from './intrinsics.ts';
import type { Places } from './places.ts';
import type { WidgetMetric } from './read-dashboard.ts';
import { referencesOf } from './references.ts';
import type { Template } from './template-file.ts';

/** An alarm of the template. */
export interface AlarmSpec {
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  /** The one that is visible is watched; the others are what it is made of. */
  readonly metrics: readonly WidgetMetric[];
  readonly threshold: number;
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  /** So many of the last `evaluationPeriods` data points must be beyond the threshold. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missing: 'notBreaching' | 'breaching' | 'ignore' | 'missing';
}

const metricStat = z.object({
  Metric: z.object({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  }),
  Period: z.number(),
  Stat: z.string(),
});

const metric = z
  .object({
    Id: z.string(),
    Label: z.string().optional(),
    ReturnData: z.boolean().default(true),
    Period: z.number().optional(),
  })
  .and(z.union([z.object({ MetricStat: metricStat }), z.object({ Expression: z.string() })]))
  .transform((one): WidgetMetric => {
    const shown = { id: one.Id, label: one.Label, visible: one.ReturnData };
    if (!('MetricStat' in one))
      return {
        ...shown,
        period: one.Period ?? 60,
        source: { kind: 'expression', expression: one.Expression },
      };
    const { Metric, Period, Stat } = one.MetricStat;
    const dimensions = Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value]));
    const { Namespace: namespace, MetricName: name } = Metric;
    return { ...shown, period: Period, source: { kind: 'metric', namespace, name, dimensions, stat: Stat } };
  });

const properties = z.object({
  AlarmDescription: z.string(),
  Metrics: z.array(metric),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanThreshold', 'LessThanThreshold']),
  DatapointsToAlarm: z.number(),
  EvaluationPeriods: z.number(),
  TreatMissingData: z.enum(['notBreaching', 'breaching', 'ignore', 'missing']),
});

/** The alarms of a template, with the names that things have on this machine. Where they tell it to means nothing here. */
export function readAlarms(template: Template, places: Places): readonly AlarmSpec[] {
  const references = referencesOf(template, places);
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .map(
      ([
        id,
        {
          Properties: { AlarmActions, OKActions, ...watched },
        },
      ]) => {
        const one = properties.parse(resolve(watched, references, id));
        return {
          id,
          arn: references.attribute(id, 'Arn') ?? id,
          description: one.AlarmDescription,
          metrics: one.Metrics,
          threshold: one.Threshold,
          comparison: one.ComparisonOperator,
          datapointsToAlarm: one.DatapointsToAlarm,
          evaluationPeriods: one.EvaluationPeriods,
          missing: one.TreatMissingData,
        };
      },
    );
}
