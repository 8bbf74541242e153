import type { Shape } from '../cost/shapes.ts';

/** What comes in. */
export interface Load extends Pick<Shape, 'resources' | 'documentBytes'> {
  readonly batchesPerSecond: number;
  /** How long it lasts. */
  readonly seconds: number;
  /** Of each batch, over so many resources. */
  readonly patches: number;
  readonly tenants: number;
  /** The exponent of Zipf's law for the tenants' shares: 0 when all send as much. */
  readonly skew: number;
  /** Of the batches, those that have a lane of one and the same resource; 0 to 1. */
  readonly hotShare: number;
}

/** The share of the load that the largest tenant sends. */
export function largestTenant({ tenants, skew }: Pick<Load, 'tenants' | 'skew'>): number {
  let sum = 0;
  for (let rank = 1; rank <= tenants; rank += 1) sum += rank ** -skew;
  return 1 / sum;
}

/** The share of the fullest of so many places that tenants are spread over: no tenant is divided. */
export function fullest(load: Pick<Load, 'tenants' | 'skew'>, places: number): number {
  return Math.max(largestTenant(load), 1 / places);
}
