import * as z from 'zod';

// What the local run answers under /_console/api.

const axis = z.object({
  label: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});

const widget = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['timeseries', 'number', 'text', 'alarms']),
  /** In CloudWatch's grid of 24 columns. */
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  markdown: z.string().optional(),
  stacked: z.boolean().optional(),
  yAxis: z.object({ left: axis.optional(), right: axis.optional() }).optional(),
  annotations: z.array(z.object({ value: z.number(), label: z.string().default('') })).optional(),
  series: z
    .array(
      z.object({
        id: z.string(),
        label: z.string(),
        axis: z.enum(['left', 'right']),
        unit: z.string().optional(),
        /** False: this run has no source for it. */
        measured: z.boolean(),
      }),
    )
    .default([]),
});
export type Widget = z.infer<typeof widget>;
export const dashboard = z.object({ widgets: z.array(widget) });

const alarm = z.object({
  name: z.string(),
  severity: z.string(),
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  /** What it means when it is raised. */
  says: z.string().default(''),
  /** The data points that led to its state. */
  reason: z.string(),
  /** An address, or an anchor of `docs/runbook.md`. */
  runbook: z.string(),
});
export type Alarm = z.infer<typeof alarm>;

const widgetData = z.record(z.string(), z.array(z.number().nullable()));
export type WidgetData = z.infer<typeof widgetData>;

export const metricData = z.object({
  /** Beginnings of the steps, in ms. */
  times: z.array(z.number()),
  widgets: z.record(z.string(), widgetData),
  alarms: z.array(alarm),
});
export type MetricData = z.infer<typeof metricData>;

const message = z.object({
  groupId: z.string(),
  batchId: z.string().optional(),
  records: z.number().optional(),
  externalId: z.string().optional(),
  receives: z.number(),
  state: z.enum(['visible', 'inFlight']),
  sentAt: z.union([z.string(), z.number()]),
});
export type QueueMessage = z.infer<typeof message>;

const queue = z.object({
  name: z.string(),
  kind: z.enum(['patches', 'deadLetters', 'archive']),
  visible: z.number(),
  inFlight: z.number(),
  oldestAgeSeconds: z.number().nullable(),
  messages: z.array(message),
});
export type Queue = z.infer<typeof queue>;
export const queues = z.object({ queues: z.array(queue) });

export const identity = z.object({
  partnerId: z.string(),
  tenantExternalId: z.string(),
  schemaName: z.string(),
});
export const minted = z.object({ token: z.string() });
