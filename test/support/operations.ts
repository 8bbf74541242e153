import type { Template } from 'aws-cdk-lib/assertions';
import { METRIC_VALUES } from '../../functions/domain/metric-values.ts';
import { METRICS } from '../../functions/domain/metrics.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION, type Places } from '../../local/template/places.ts';
import { type AlarmSpec, readAlarms } from '../../local/template/read-alarms.ts';
import { readDashboard, type Widget, type WidgetMetric } from '../../local/template/read-dashboard.ts';
import { type Template as ParsedTemplate, parseTemplate } from '../../local/template/template-file.ts';

const PLACES: Places = {
  region: LOCAL_REGION,
  accountId: LOCAL_ACCOUNT,
  stackName: 'Patchlane-prod',
  sqsEndpoint: 'http://127.0.0.1:4566',
};

export type MetricWidget = Extract<Widget, { type: 'metric' }>;
type Source = Extract<WidgetMetric['source'], { kind: 'metric' }>;

export interface Operations {
  readonly widgets: readonly Widget[];
  readonly graphs: readonly MetricWidget[];
  readonly alarms: readonly AlarmSpec[];
}

/** What a template has to watch it by. */
export function operationsOf(template: Template): Operations {
  return operationsIn(parseTemplate(template.toJSON()));
}

/** The same of a template that was read from a file. */
export function operationsIn(template: ParsedTemplate): Operations {
  const widgets = readDashboard(template, PLACES);
  const graphs = widgets.filter((one) => one.type === 'metric');
  return { widgets, graphs, alarms: readAlarms(template, PLACES) };
}

/** Metrics themselves, without expressions. */
export function sourcesOf(
  holders: readonly { readonly metrics: readonly WidgetMetric[] }[],
): readonly Source[] {
  return holders.flatMap(({ metrics }) =>
    metrics.flatMap(({ source }) => (source.kind === 'metric' ? [source] : [])),
  );
}

/** A metric as text, to compare: `namespace name {service=patchlane}`. */
export function metricText({ namespace, name, dimensions }: Omit<Source, 'kind' | 'stat'>): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return `${namespace} ${name} {${pairs.sort().join(',')}}`;
}

/** All that the catalogue can give in a stack. */
export function catalogueTexts(namespace: string): readonly string[] {
  return Object.entries(METRICS).flatMap(([name, kind]) => {
    const own = { namespace, name, dimensions: { service: 'patchlane' } };
    const by = 'by' in kind ? kind.by : undefined;
    const values = by === undefined ? [] : METRIC_VALUES[by];
    return [
      own,
      ...values.map((value) => ({ ...own, dimensions: { ...own.dimensions, [by ?? '']: value } })),
    ].map(metricText);
  });
}

type Values = Readonly<Record<string, number | undefined>>;

/**
 * What the first visible expression of a widget or alarm comes to, each metric having one data point of a minute or none.
 * Metric math of our kind is JavaScript too.
 */
export function evaluate(
  metrics: readonly WidgetMetric[],
  label: string | undefined,
  values: Values,
): number {
  const wanted = metrics.find((one) => one.visible && (label === undefined || one.label === label));
  if (wanted === undefined) throw new Error(`nothing visible is called ${label}`);
  const functions = {
    IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
    FILL: (value: number | undefined, otherwise: number) => value ?? otherwise,
    PERIOD: () => 60,
  };
  const of = ({ id, source }: WidgetMetric): number | undefined => {
    if (source.kind === 'metric') return values[source.name] ?? values[id ?? ''];
    const used = metrics.filter((one) => one.id !== undefined && names(source.expression).includes(one.id));
    const scope = { ...functions, ...Object.fromEntries(used.map((one) => [one.id, of(one)])) };
    const result: unknown = new Function(...Object.keys(scope), `return ${source.expression};`)(
      ...Object.values(scope),
    );
    return Number(result);
  };
  return of(wanted) ?? Number.NaN;
}

/** Every name in an expression, those of functions too. */
export function names(expression: string): readonly string[] {
  return expression.match(/[A-Za-z]\w*/g) ?? [];
}
