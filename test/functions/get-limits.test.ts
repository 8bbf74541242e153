import { describe, expect, it } from 'vitest';
import { MAX_ITEMS, parseItems } from '../../functions/batch-body.ts';
import { createGetLimits } from '../../functions/get-limits.ts';
import { limitsOf } from '../../functions/limits.ts';
import { MAX_BODY_BYTES } from '../../functions/request-body.ts';
import { request } from './support/requests.ts';

const getLimits = createGetLimits({ retentionDays: 7 });

describe('the limits', () => {
  it('are told to any token, without a tenant', async () => {
    for (const claims of [
      { partnerId: 'p', type: 'partner' },
      { partnerId: 'p', tenantExternalId: 't' },
    ]) {
      expect(await getLimits(request({ headers: {}, claims }))).toEqual({ kind: 'ok', data: limitsOf(7) });
    }
  });

  it('are told to nobody whose token names no partner', async () => {
    expect(await getLimits(request({ claims: {} }))).toMatchObject({ kind: 'forbidden' });
  });

  it('are numbers, all of them, and those that the code holds to', () => {
    const limits = limitsOf(7);
    const numbers = Object.values(limits).flatMap((group): unknown[] => Object.values(group));
    expect(numbers.filter((value) => typeof value !== 'number' || !(value > 0))).toEqual([]);
    expect(limits).toMatchObject({
      request: { maxBodyBytes: MAX_BODY_BYTES },
      batch: { maxItems: MAX_ITEMS, retentionDays: 7 },
    });
    const items = (count: number) => parseItems({ resources: Array(count).fill({}) }, false);
    expect(items(limits.batch.maxItems)).toHaveProperty('items');
    expect(items(limits.batch.maxItems + 1)).toHaveProperty('errors');
  });
});
