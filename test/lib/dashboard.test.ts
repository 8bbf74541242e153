import { describe, expect, it } from 'vitest';
import { METRICS } from '../../functions/domain/metrics.ts';
import {
  catalogueTexts,
  evaluate,
  type MetricWidget,
  metricText,
  names,
  operationsOf,
  sourcesOf,
} from '../support/operations.ts';
import { synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate();
const { widgets, graphs, alarms } = operationsOf(template);
const sources = sourcesOf(graphs);
const own = sources.filter(({ namespace }) => namespace === 'Patchlane-prod');
const idsOf = (type: string) => Object.keys(template.findResources(type));

function widget(title: string): MetricWidget {
  const found = graphs.find((one) => one.title === title);
  if (found === undefined) throw new Error(`there is no ${title}`);
  return found;
}

/** Values of a dimension in a widget. */
const valuesOf = (title: string, dimension: string) =>
  new Set(sourcesOf([widget(title)]).map(({ dimensions }) => dimensions[dimension]));

describe('the dashboard', () => {
  it('says first whether batches flow', () => {
    const first = widgets.filter(({ y }) => y === 2).map((one) => (one.type === 'text' ? '' : one.title));
    expect(first).toEqual([
      'Alarms',
      'Oldest message (s)',
      'Oldest unfinished batch (s)',
      'Dead letters',
      '5xx (%)',
      'Failed patches (%)',
    ]);
  });

  it('goes on from what partners send to what it costs', () => {
    const headings = widgets.flatMap((one) => (one.type === 'text' ? [one.markdown.split('\n')[0]] : []));
    expect(headings).toEqual([
      '## Health',
      '## Intake',
      '## Processing',
      '## Queue',
      '## Functions',
      '## Tables',
      '## Cost, estimated',
    ]);
  });

  it('shows the state of every alarm', () => {
    const shown = widgets.flatMap((one) => (one.type === 'alarm' ? one.alarmArns : []));
    expect([...shown].sort()).toEqual(alarms.map(({ arn }) => arn).sort());
  });

  it('stays within what CloudWatch takes: 500 metrics in a widget, 2500 in all, 24 columns', () => {
    for (const { metrics } of graphs) expect(metrics.length).toBeLessThanOrEqual(500);
    expect(graphs.flatMap(({ metrics }) => metrics).length).toBeLessThanOrEqual(2500);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it('has no widget over another', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('has its titles once, so that the runbook can name them', () => {
    const titles = graphs.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('metrics of the catalogue', () => {
  it('are all on the dashboard, under each value of their dimension, and no others are', () => {
    expect([...new Set(own.map(metricText))].sort()).toEqual([...catalogueTexts('Patchlane-prod')].sort());
  });

  it('are seen, not only counted in', () => {
    const seen = graphs.flatMap(({ metrics }) => metrics.filter(({ visible }) => visible));
    const shown = new Set(
      seen.flatMap(({ source }) => (source.kind === 'metric' ? [metricText(source)] : [])),
    );
    expect(catalogueTexts('Patchlane-prod').filter((one) => !shown.has(one))).toEqual([]);
  });

  it('have their unit at the axis', () => {
    const wrong = graphs
      .filter(({ view }) => view === 'timeSeries')
      .flatMap((one) =>
        sourcesOf([one])
          .filter(({ namespace }) => namespace === 'Patchlane-prod')
          .filter(({ name }) => one.axis !== unitOf(name))
          .map(({ name }) => `${one.title}: ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('are summed up where they count, and never where they measure', () => {
    const summed = own.filter(({ stat }) => stat === 'Sum').map(({ name }) => name);
    for (const name of ['AcceptToFinal', 'EnqueueToApplied', 'LaneSize', 'OldestUnfinishedBatch'])
      expect(summed).not.toContain(name);
    expect(summed).toContain('BatchesAccepted');
  });

  it('take the name of their stack, so that stages side by side do not mix', () => {
    const namespaces = new Set(
      sources.map(({ namespace }) => namespace).filter((one) => !one.startsWith('AWS/')),
    );
    expect([...namespaces]).toEqual(['Patchlane-prod']);
  });
});

const unitOf = (name: string) => Object.entries(METRICS).find(([one]) => one === name)?.[1].unit;

describe('what the stack is made of', () => {
  it.each(['Errors', 'Throttles', 'Duration, p99', 'At once'])('has every function under %s', (title) => {
    const functions = idsOf('AWS::Lambda::Function').map((id) => `Patchlane-prod-${id}`);
    expect([...valuesOf(title, 'FunctionName')].sort()).toEqual(functions.sort());
  });

  it.each(['Throttled, by kind', 'Throttled in all', 'Consumed for writes', 'Consumed for reads'])(
    'has every table and every index under %s',
    (title) => {
      const tables = idsOf('AWS::DynamoDB::GlobalTable').map((id) => `Patchlane-prod-${id}`);
      expect([...valuesOf(title, 'TableName')].sort()).toEqual(tables.sort());
      expect(valuesOf(title, 'GlobalSecondaryIndexName')).toEqual(new Set([undefined, 'open', 'by-owner']));
    },
  );

  it('has every queue', () => {
    const queues = idsOf('AWS::SQS::Queue').map((id) => `Patchlane-prod-${id}.fifo`);
    expect([...valuesOf('Waiting', 'QueueName')].sort()).toEqual(queues.sort());
  });

  it('has what is in flight against the quota', () => {
    expect(widget('In flight')).toMatchObject({ annotations: [{ value: 120_000 }] });
  });
});

describe('an expression', () => {
  const holders = [...graphs, ...alarms];

  it('is made of metrics that are there, and of three functions', () => {
    const unknown = holders.flatMap(({ metrics }) => {
      const ids = new Set([...metrics.map(({ id }) => id), 'FILL', 'IF', 'PERIOD']);
      return metrics.flatMap(({ source }) =>
        source.kind === 'expression' ? names(source.expression).filter((name) => !ids.has(name)) : [],
      );
    });
    expect(unknown).toEqual([]);
  });

  it('uses every metric that is there for it alone', () => {
    const unused = holders.flatMap(({ metrics }) => {
      const used = metrics.flatMap(({ source }) =>
        source.kind === 'expression' ? names(source.expression) : [],
      );
      return metrics.filter(({ visible, id }) => !visible && !used.includes(id ?? ''));
    });
    expect(unused).toEqual([]);
  });

  it('is no longer than the 2048 characters that CloudWatch takes', () => {
    for (const { metrics } of holders)
      for (const { source } of metrics)
        if (source.kind === 'expression') expect(source.expression.length).toBeLessThanOrEqual(2048);
  });

  it('gives the share of patches that failed', () => {
    const share = (values: Record<string, number>) =>
      evaluate(widget('Failed patches (%)').metrics, undefined, values);
    expect(share({ applied: 70, unchanged: 10, failed: 15, cancelled: 5 })).toBe(15);
    expect(share({ applied: 10 })).toBe(0);
    expect(share({ failed: 3 })).toBe(100);
  });

  it('gives the share of requests that were answered with 5xx', () => {
    const share = (values: Record<string, number>) => evaluate(widget('5xx (%)').metrics, undefined, values);
    expect(share({ errors: 1, requests: 200 })).toBe(0.5);
    expect(share({ requests: 200 })).toBe(0);
    expect(share({})).toBe(0);
  });

  it('counts a dead letter that was settled before anybody saw it wait', () => {
    const count = (values: Record<string, number>) =>
      evaluate(widget('Dead letters').metrics, undefined, values);
    expect([count({ settled: 1 }), count({ waiting: 1 }), count({ settled: 2, waiting: 1 })]).toEqual([
      1, 1, 3,
    ]);
  });

  it('gives the cost of what a minute consumed, by the hour', () => {
    const cost = (label: string, values: Record<string, number>) =>
      evaluate(widget('By service, per hour').metrics, label, values);
    const million = 1e6 / 60;
    expect(cost('DynamoDB writes', { written0: million })).toBeCloseTo(0.625);
    expect(cost('DynamoDB reads', { read1: million })).toBeCloseTo(0.125);
    expect(cost('SQS requests', { sent0: 10 * million, empty1: million })).toBeCloseTo(1);
    expect(cost('Lambda requests', { invoked3: million })).toBeCloseTo(0.2);
    expect(cost('API requests', { Count: million })).toBeCloseTo(1);
  });

  it('has a function cost what its memory does', () => {
    const cost = (values: Record<string, number>) =>
      evaluate(widget('By service, per hour').metrics, 'Lambda compute', values);
    const functions = sourcesOf([widget('Errors')]).map(({ dimensions }) => dimensions['FunctionName']);
    const at = functions.findIndex((name) => name?.includes('ApplyPatches'));
    // 1024 MB for a minute of every minute: 60 GB seconds, each hour 3600 of them.
    expect(cost({ [`duration${at}`]: 60_000 })).toBeCloseTo(3600 * 0.0000133334);
  });

  it('gives the cost of a million patches', () => {
    const { metrics } = widget('In all (USD)');
    const values = { written0: 1000, PatchesAccepted: 1000 };
    expect(evaluate(metrics, 'per million patches', values)).toBeCloseTo(0.625);
    expect(evaluate(metrics, 'per hour', values)).toBeCloseTo(0.625 * 0.06);
  });
});
