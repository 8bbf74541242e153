import type { Baseline } from '../baseline/start-baseline.ts';
import { documentsOf, patchesOf, type Shape } from '../cost/shapes.ts';
import { barePipe, type PipeOptions } from '../floors/bare-pipe.ts';
import { bareWrites } from '../floors/bare-writes.ts';
import type { Patchlane } from '../patchlane.ts';

/** One way to do a shape's work. */
export interface Contestant {
  readonly name: string;
  readonly shape: Shape;
  /** What the rounds need; it is not timed. */
  readonly prepare: () => Promise<void>;
  /** Milliseconds. */
  readonly run: (round: number) => Promise<number>;
  /** Resolves when nothing of it is under way, so that the next one has the machine to itself. */
  readonly settle: () => Promise<void>;
}

export function patchlaneOn(shape: Shape, { apply }: Patchlane, settle: () => Promise<void>): Contestant {
  const tenant = `${shape.resources}-resources`;
  return {
    name: 'Patchlane',
    shape,
    prepare: async () => {
      await apply(tenant, 'POST', documentsOf(shape));
    },
    run: (round) => apply(tenant, 'PATCH', patchesOf(shape, round)),
    settle,
  };
}

export function baselineOn(shape: Shape, { create, submit, untilFinal, untilQuiet }: Baseline): Contestant {
  return {
    name: 'baseline',
    shape,
    prepare: () => create(documentsOf(shape)),
    run: (round) => timed(async () => untilFinal(await submit(patchesOf(shape, round)))),
    settle: untilQuiet,
  };
}

export function pipeOn(shape: Shape, options: PipeOptions): Contestant {
  return floor('bare pipe', shape, options, () => barePipe(options));
}

/** @param options with as many writes at once as the consumers of the pipe have */
export function writesOn(shape: Shape, options: PipeOptions): Contestant {
  const { items, consumers } = options;
  return floor('bare writes', shape, options, () => bareWrites(items, 10 * consumers));
}

function floor(name: string, shape: Shape, { items }: PipeOptions, work: () => Promise<void>): Contestant {
  return { name, shape, prepare: items.create, run: () => timed(work), settle: async () => {} };
}

export async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
