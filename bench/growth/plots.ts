import { totalOf } from '../cost/price.ts';
import { spreadOf } from '../time/statistics.ts';
import { PATCHES_EACH } from './concurrent-batches.ts';
import { LEDGER_BUDGET, medianOf, STORED_BUDGET, storedRatios } from './figures.ts';
import type { Growth } from './measure.ts';
import { type Panel, renderPlot } from './plot.ts';
import type { Point } from './point.ts';

/** The plots by the names of their files. */
export function plotsOf({ patches, batches, stored, ledger }: Growth): ReadonlyMap<string, string> {
  return new Map([
    ['growth-patches.svg', renderPlot('By patches per batch', timeAndCost('patches per batch', patches))],
    [
      'growth-batches.svg',
      renderPlot(`By batches at once, ${PATCHES_EACH} patches each`, timeAndCost('batches at once', batches)),
    ],
    ['growth-stored.svg', renderPlot('By stored resources, a batch of 1000 patches', ofStored(stored))],
    ['growth-ledger.svg', renderPlot('The ledger as a batch of 1000 patches fills', ofLedger(ledger))],
  ]);
}

function timeAndCost(name: string, points: readonly Point[]): [Panel, Panel] {
  const x = { name, scale: 'log' } as const;
  return [
    {
      title: 'from the request to the end',
      x,
      y: { name: 'ms, median', scale: 'log' },
      lines: [{ name: 'time', points: points.map((point) => [point.at, medianOf(point)]) }],
    },
    {
      title: 'cost',
      x,
      y: { name: '$ per million patches', scale: 'value' },
      lines: [{ name: 'cost', points: points.map(({ at, parts }) => [at, totalOf(parts)]) }],
    },
  ];
}

function ofStored(points: Growth['stored']): [Panel, Panel] {
  const x = { name: 'stored resources', scale: 'log' } as const;
  const ratios = storedRatios(points);
  return [
    {
      title: 'from the request to the end',
      x,
      y: { name: 'ms, median', scale: 'value' },
      lines: [
        { name: 'time', points: points.map((point) => [point.at, medianOf(point)]) },
        { name: 'bare writes', points: points.map(({ at, writesMs }) => [at, spreadOf(writesMs).median]) },
      ],
    },
    {
      title: `over ${points[0]?.at} stored`,
      x,
      y: { name: 'ratio', scale: 'value' },
      lines: [
        { name: 'time', points: ratios.map(({ at, time }) => [at, time.median]) },
        { name: 'bare writes', points: ratios.map(({ at, writes }) => [at, writes.median]) },
        { name: 'cost', points: ratios.map(({ at, cost }) => [at, cost]) },
      ],
      budget: { name: `at most ${STORED_BUDGET}`, value: STORED_BUDGET },
    },
  ];
}

function ofLedger(updates: Growth['ledger']): [Panel, Panel] {
  const x = { name: 'records processed', scale: 'value' } as const;
  return [
    {
      title: 'what an update of ten records takes',
      x,
      y: { name: 'write units', scale: 'value' },
      lines: [{ name: 'update', points: updates.map(({ processed, units }) => [processed, units]) }],
    },
    {
      title: 'size of the item',
      x,
      y: { name: 'KB', scale: 'value' },
      lines: [{ name: 'item', points: updates.map(({ processed, bytes }) => [processed, bytes / 1024]) }],
      budget: { name: `at most ${LEDGER_BUDGET / 1024} KB`, value: LEDGER_BUDGET / 1024 },
    },
  ];
}
