import * as z from 'zod';
import { TemplateError } from '../errors.ts';
import { resolve } from './intrinsics.ts';
import type { Places } from './places.ts';
import { referencesOf } from './references.ts';
import type { Template } from './template-file.ts';

/** One line of a widget, or what an expression of its widget is made of. */
export interface WidgetMetric {
  /** By which expressions name it. */
  readonly id: string | undefined;
  readonly label: string | undefined;
  /** Absent for what expressions alone use. */
  readonly visible: boolean;
  /** Seconds. */
  readonly period: number;
  readonly source:
    | {
        readonly kind: 'metric';
        readonly namespace: string;
        readonly name: string;
        readonly dimensions: Readonly<Record<string, string>>;
        readonly stat: string;
      }
    | { readonly kind: 'expression'; readonly expression: string };
}

/** Place and size in a grid of 24 columns. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Widget = Placed &
  (
    | { readonly type: 'text'; readonly markdown: string }
    | { readonly type: 'alarm'; readonly title: string; readonly alarmArns: readonly string[] }
    | {
        readonly type: 'metric';
        readonly title: string;
        readonly view: 'timeSeries' | 'singleValue';
        readonly stacked: boolean;
        /** What stands at the axis: the unit. */
        readonly axis: string | undefined;
        readonly annotations: readonly { readonly value: number; readonly label?: string | undefined }[];
        readonly metrics: readonly WidgetMetric[];
      }
  );

const options = z.object({
  id: z.string().optional(),
  label: z.string().optional(),
  visible: z.boolean().default(true),
  stat: z.string().default('Average'),
  period: z.number().default(300),
  expression: z.string().optional(),
});

/** `[namespace, name, dimension, value, ..., options]`, or options with an expression alone. */
const metric = z.array(z.union([z.string(), options])).transform((parts): WidgetMetric => {
  const last = parts.at(-1);
  const { expression, stat, ...shown } = options.parse(typeof last === 'object' ? last : {});
  const [namespace = '', name = '', ...pairs] = parts.filter((part) => typeof part === 'string');
  const dimensions: Record<string, string> = {};
  for (let at = 0; at + 1 < pairs.length; at += 2) dimensions[pairs[at] ?? ''] = pairs[at + 1] ?? '';
  const source =
    expression === undefined
      ? ({ kind: 'metric', namespace, name, dimensions, stat } as const)
      : ({ kind: 'expression', expression } as const);
  return { id: shown.id, label: shown.label, visible: shown.visible, period: shown.period, source };
});

const placed = { x: z.number(), y: z.number(), width: z.number(), height: z.number() };
const annotation = z.object({ value: z.number(), label: z.string().optional() });
const widget = z.discriminatedUnion('type', [
  z
    .object({ ...placed, type: z.literal('text'), properties: z.object({ markdown: z.string() }) })
    .transform(({ properties, ...rest }): Widget => ({ ...rest, ...properties })),
  z
    .object({
      ...placed,
      type: z.literal('alarm'),
      properties: z.object({ title: z.string(), alarms: z.array(z.string()) }),
    })
    .transform(
      ({ properties: { title, alarms }, ...rest }): Widget => ({ ...rest, title, alarmArns: alarms }),
    ),
  z
    .object({
      ...placed,
      type: z.literal('metric'),
      properties: z.object({
        title: z.string(),
        view: z.enum(['timeSeries', 'singleValue']),
        stacked: z.boolean().default(false),
        metrics: z.array(metric),
        annotations: z.object({ horizontal: z.array(annotation) }).optional(),
        yAxis: z.object({ left: z.object({ label: z.string() }).optional() }).optional(),
      }),
    })
    .transform(
      ({ properties: { title, view, stacked, metrics, annotations, yAxis }, ...rest }): Widget => ({
        ...rest,
        title,
        view,
        stacked,
        metrics,
        axis: yAxis?.left?.label,
        annotations: annotations?.horizontal ?? [],
      }),
    ),
]);

/**
 * The widgets of the dashboard of a template, if it has one, with the names that things have on this machine.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function readDashboard(template: Template, places: Places): readonly Widget[] {
  const found = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::CloudWatch::Dashboard',
  );
  const [one] = found;
  if (one === undefined) return [];
  if (found.length > 1)
    throw new TemplateError(`The template has ${found.length} dashboards; the local run takes one at most.`);
  const [id, { Properties }] = one;
  const body = resolve(Properties['DashboardBody'], referencesOf(template, places), `${id}.DashboardBody`);
  return z.object({ widgets: z.array(widget) }).parse(JSON.parse(z.string().parse(body))).widgets;
}
