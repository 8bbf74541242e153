import type { Counts } from '../cost/count-calls.ts';
import { priceOf, totalOf } from '../cost/price.ts';
import { type Cost, costsOf } from '../cost/run-cost.ts';
import { documentsOf, HOT, patchesOf, type Shape } from '../cost/shapes.ts';
import { type Site, type SiteOptions, startSite } from '../cost/site.ts';
import { BASELINE_CALLS } from './price.ts';
import { startBaseline } from './start-baseline.ts';

/** What one kind of batch costs here and by the book. */
export interface CostRatio {
  readonly patchlane: Cost;
  readonly baseline: Cost;
  /** Patchlane over baseline, both without the time that functions take. */
  readonly ratio: number;
  /** What Patchlane is held to. */
  readonly budget: number;
}

const HOT_BUDGET = 1 / 50;
const BUDGET = 1 / 3;

/** Counts what batches cost with Patchlane and by the book, on the same servers. */
export async function countRatios(
  options: SiteOptions,
  shapes: readonly Shape[],
): Promise<readonly CostRatio[]> {
  const site = await startSite(options);
  try {
    const costs = await costsOf(site, shapes);
    const ratios: CostRatio[] = [];
    for (const patchlane of costs) {
      const baseline = await baselineCostOf(site, options, patchlane.shape);
      const ratio = totalOf(patchlane.parts) / totalOf(baseline.parts);
      const budget = patchlane.shape.name === HOT.name ? HOT_BUDGET : BUDGET;
      ratios.push({ patchlane, baseline, ratio, budget });
    }
    return ratios;
  } finally {
    await site.stop();
  }
}

/** The cost of a shape's batch by the book. */
export async function baselineCostOf(
  site: Site,
  { log = () => {} }: SiteOptions,
  shape: Shape,
): Promise<Cost> {
  const { servers, reached, logs } = site;
  const baseline = await startBaseline({ servers, reached, folder: logs, log, concurrency: 1 });
  try {
    await baseline.create(documentsOf(shape));
    await site.counts();
    const applied = await site.whileHeld(() => baseline.submit(patchesOf(shape, 0)));
    await baseline.untilFinal(applied);
    await baseline.untilQuiet();
    const counts = filled(await site.counts(), shape.patches);
    return { shape, parts: priceOf(counts, { patches: shape.patches, names: BASELINE_CALLS }) };
  } finally {
    await baseline.stop();
  }
}

/**
 * SQS fills a receive with messages of one group, where fauxqs 2.4 gives one of each group: with one resource it is asked
 * ten times as often as SQS would be, which the baseline must not pay for.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
function filled(counts: Counts, patches: number): Counts {
  const most = Math.ceil(patches / 10);
  return new Map(
    [...counts].map(([part, { calls, units }]) =>
      part === 'SQS ReceiveMessage' || part === 'SQS DeleteMessageBatch'
        ? [part, { calls: Math.min(calls, most), units: Math.min(units, most) }]
        : [part, { calls, units }],
    ),
  );
}
