import { evaluateMetrics, shown, unmeasured } from '../metrics/evaluate.ts';
import type { MetricStore, Series, Windows } from '../metrics/store.ts';
import type { Widget, WidgetMetric } from '../template/read-dashboard.ts';

type MetricWidget = Extract<Widget, { type: 'metric' }>;

/** The page's name of a widget: its place in the dashboard. */
export function widgetId(position: number): string {
  return `w${position}`;
}

function seriesId(position: number): string {
  return `s${position}`;
}

const KINDS = { timeSeries: 'timeseries', singleValue: 'number' } as const;

/** What the page draws of a dashboard, without its data. */
export function describeWidgets(widgets: readonly Widget[]) {
  return widgets.map((widget, position) => {
    const { x, y, width, height } = widget;
    return { id: widgetId(position), x, y, width, height, ...describeWidget(widget) };
  });
}

function describeWidget(widget: Widget) {
  switch (widget.type) {
    case 'text':
      return { kind: 'text', title: '', markdown: widget.markdown, series: [] };
    case 'alarm':
      return { kind: 'alarms', title: widget.title, series: [] };
    case 'metric':
      return describeGraph(widget);
  }
}

function describeGraph({ title, view, stacked, axis, annotations, metrics }: MetricWidget) {
  return {
    kind: KINDS[view],
    title,
    stacked,
    ...(axis === undefined ? {} : { yAxis: { left: { label: axis, min: 0 } } }),
    annotations: annotations.map(({ value, label }) => ({ value, label: label ?? '' })),
    series: shown(metrics).map((metric, position) => ({
      id: seriesId(position),
      label: metric.label ?? nameOf(metric),
      axis: 'left',
      ...(axis === undefined ? {} : { unit: axis }),
      measured: unmeasured(metric, metrics).length === 0,
    })),
  };
}

function nameOf({ source }: WidgetMetric): string {
  return source.kind === 'metric' ? source.name : source.expression;
}

/**
 * The data of every widget by the ids of its series. Graphs have a value per step; numbers have one, the latest there is,
 * as CloudWatch shows it.
 */
export function readWidgets(
  widgets: readonly Widget[],
  store: Pick<MetricStore, 'read'>,
  steps: Windows,
): Readonly<Record<string, Readonly<Record<string, Series>>>> {
  return Object.fromEntries(
    widgets.flatMap((widget, position) =>
      widget.type === 'metric' ? [[widgetId(position), readWidget(widget, store, steps)]] : [],
    ),
  );
}

function readWidget({ view, metrics }: MetricWidget, store: Pick<MetricStore, 'read'>, steps: Windows) {
  const lines = evaluateMetrics(metrics, store, view === 'timeSeries' ? steps : periodsOf(metrics, steps));
  return Object.fromEntries(
    lines.map(({ metric, data }, position) => {
      const known = unmeasured(metric, metrics).length === 0;
      const values = known ? data : data.map(() => null);
      return [seriesId(position), view === 'timeSeries' ? values : [values.findLast(isNumber) ?? null]];
    }),
  );
}

function isNumber(value: number | null): value is number {
  return value !== null;
}

/** The range in periods of the widget's own metrics, counted back from its end, so that the last one is whole. */
function periodsOf(metrics: readonly WidgetMetric[], { from, step, count }: Windows): Windows {
  const length = 1000 * Math.max(...metrics.map(({ period }) => period));
  const to = from + step * count;
  const periods = Math.max(1, Math.floor((to - from) / length));
  return { from: to - periods * length, step: length, length, count: periods };
}
