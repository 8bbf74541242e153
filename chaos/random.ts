import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws that a seed repeats. */
export interface Random {
  /** True so often, 0 to 1. */
  readonly chance: (probability: number) => boolean;
  /** Both bounds included. */
  readonly integer: (from: number, to: number) => number;
  /** 0 included, 1 not. */
  readonly fraction: () => number;
  /** One of at least one. */
  readonly pick: <T>(from: readonly T[]) => T;
  readonly shuffle: <T>(items: readonly T[]) => T[];
}

/**
 * One sequence of draws per name. What is drawn under one name does not depend on how often others were asked
 * meanwhile, so that a run whose scheduling differs draws the same all the same.
 */
export function createRandom(seed: number, name: string): Random {
  const generator = xoroshiro128plus(
    createHash('sha256')
      .update(JSON.stringify([seed, name]))
      .digest()
      .readInt32BE(),
  );
  const integer = (from: number, to: number) => uniformInt(generator, from, to);
  const fraction = () => uniformFloat64(generator);
  return {
    integer,
    fraction,
    chance: (probability) => fraction() < probability,
    pick: (from) => {
      const [picked] = from.slice(integer(0, from.length - 1));
      if (picked === undefined) throw new RangeError('there is nothing to pick from');
      return picked;
    },
    shuffle: (items) => {
      const left = [...items];
      return items.flatMap(() => left.splice(integer(0, left.length - 1), 1));
    },
  };
}
