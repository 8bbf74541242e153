import { HOT, SEPARATE } from '../cost/shapes.ts';
import { ratioOf, type Spread, spreadOf } from './statistics.ts';
import type { Times } from './turns.ts';

export interface Ratio extends Spread {
  /** Of the shortest times, which whatever else the machine did has lengthened least. */
  readonly ofLeast: number;
  readonly shape: string;
  /** What Patchlane's time is divided by. */
  readonly over: string;
  /** What Patchlane is held to; nothing where the ratio only tells. */
  readonly budget?: number;
}

const COMPARISONS: readonly Pick<Ratio, 'shape' | 'over' | 'budget'>[] = [
  { shape: SEPARATE.name, over: 'bare pipe', budget: 1.8 },
  { shape: SEPARATE.name, over: 'bare writes' },
  { shape: SEPARATE.name, over: 'baseline', budget: 1 / 2 },
  { shape: HOT.name, over: 'baseline', budget: 1 / 50 },
];

/** Patchlane's times over those of what it is compared with. */
export function ratiosOf(times: readonly Times[]): readonly Ratio[] {
  const roundsOf = (shape: string, name: string) => {
    const found = times.find((one) => one.shape === shape && one.name === name);
    if (found === undefined) throw new Error(`${name} was not timed with ${shape}`);
    return found.rounds;
  };
  return COMPARISONS.map(({ shape, over, ...budget }) => {
    const [own, others] = [roundsOf(shape, 'Patchlane'), roundsOf(shape, over)];
    return {
      shape,
      over,
      ...budget,
      ofLeast: spreadOf(own).least / spreadOf(others).least,
      ...ratioOf(own, others),
    };
  });
}
