import { describe, expect, it } from 'vitest';
import { METRIC_VALUES } from '../../../functions/domain/metric-values.ts';
import { METRICS } from '../../../functions/domain/metrics.ts';
import type { Refusal } from '../../../functions/refusal.ts';

/** Every kind of refusal: the compiler misses none. */
const KINDS = {
  invalid: true,
  forbidden: true,
  'not-found': true,
  'method-not-allowed': true,
  conflict: true,
  'precondition-failed': true,
  'too-large': true,
  'unsupported-media-type': true,
  unprocessable: true,
} satisfies Record<Refusal['kind'], true>;

describe('the values of dimensions', () => {
  it('have a reason for every kind of refusal', () => {
    const reasons = Object.keys(KINDS).map((kind) => kind.replaceAll('-', '_'));
    expect([...METRIC_VALUES.reason].sort()).toEqual(reasons.sort());
  });

  it('are there for every dimension of the catalogue', () => {
    const dimensions = Object.values(METRICS).flatMap((kind) => ('by' in kind ? [kind.by] : []));
    expect([...dimensions].sort()).toEqual(Object.keys(METRIC_VALUES).sort());
  });
});
