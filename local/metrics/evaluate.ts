import { TemplateError } from '../errors.ts';
import type { WidgetMetric } from '../template/read-dashboard.ts';
import { isMeasured } from './collect.ts';
import { evaluateExpression } from './expression.ts';
import type { MetricStore, Series, Windows } from './store.ts';

/** One line: the data of a metric, or of an expression. */
export interface Line {
  readonly metric: WidgetMetric;
  readonly data: Series;
}

/** Evaluates what a widget shows, or what an alarm watches, over given spans of time. */
export function evaluateMetrics(
  metrics: readonly WidgetMetric[],
  store: Pick<MetricStore, 'read'>,
  windows: Windows,
): readonly Line[] {
  const done = new Map<WidgetMetric, Series>();
  const begun = new Set<WidgetMetric>();
  const evaluate = (metric: WidgetMetric): Series => {
    const known = done.get(metric);
    if (known !== undefined) return known;
    if (begun.has(metric)) throw new TemplateError(`The expression ${metric.id} refers to itself.`);
    begun.add(metric);
    const { source } = metric;
    const data =
      source.kind === 'metric'
        ? store.read(source, source.stat, windows)
        : evaluateExpression(source.expression, {
            series: (id) => evaluate(named(metrics, id)),
            period: windows.length / 1000,
            count: windows.count,
          });
    done.set(metric, data);
    return data;
  };
  return shown(metrics).map((metric) => ({ metric, data: evaluate(metric) }));
}

/** The lines that a widget shows; the others are what expressions are made of. */
export function shown(metrics: readonly WidgetMetric[]): readonly WidgetMetric[] {
  return metrics.filter(({ visible }) => visible);
}

/** The metrics that a line is made of and that this run cannot have data of. */
export function unmeasured(line: WidgetMetric, metrics: readonly WidgetMetric[]): readonly string[] {
  const { source } = line;
  if (source.kind === 'metric') return isMeasured(source.namespace, source.name) ? [] : [source.name];
  const names: readonly string[] = source.expression.match(/[a-z]\w*/g) ?? [];
  const used = metrics.filter(({ id }) => id !== undefined && id !== line.id && names.includes(id));
  return [...new Set(used.flatMap((one) => unmeasured(one, metrics)))];
}

function named(metrics: readonly WidgetMetric[], id: string): WidgetMetric {
  const found = metrics.find((one) => one.id === id);
  if (found === undefined)
    throw new TemplateError(`An expression refers to ${id}, which is no metric beside it.`);
  return found;
}
