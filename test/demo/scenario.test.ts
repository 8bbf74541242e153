import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AIRPORTS_FILE, readAirports } from '../../demo/airports.ts';
import { createModel } from '../../demo/model.ts';
import { regionOf, roundedCoordinates } from '../../demo/regions.ts';
import { type Item, type Stage, toStages } from '../../demo/scenario.ts';
import { airport, airports, anyAirports } from './support/scenario.ts';

/** The most items that one airport has. */
const MOST_PER_AIRPORT = 11;
const anyLimit = fc.integer({ min: MOST_PER_AIRPORT, max: 60 });

function itemsOf({ batches }: Stage): readonly Item[] {
  return batches.flatMap(({ items }) => items);
}

/** The items of each airport, in the order in which they are sent. */
function perAirport(stage: Stage): ReadonlyMap<string, readonly Item[]> {
  return Map.groupBy(itemsOf(stage), ({ iata }) => iata);
}

describe('toStages', () => {
  it('uploads first and patches then', () => {
    const stages = toStages(airports(3));
    expect(stages.map(({ name }) => name)).toEqual(['upload', 'patch']);
    for (const { name, batches } of stages) {
      expect(new Set(batches.map(({ operation }) => operation))).toEqual(new Set([name]));
    }
  });

  it('uploads every row of the file as it is, a thousand at a time', async () => {
    const all = await readAirports(AIRPORTS_FILE);
    const [upload] = toStages(all);
    expect(upload?.batches.map(({ items }) => items.length)).toEqual([1000, 1000, 1000, 376]);
    expect(upload?.batches.map(({ label }) => label)).toEqual([
      'upload 1/4',
      'upload 2/4',
      'upload 3/4',
      'upload 4/4',
    ]);
    expect(upload && itemsOf(upload)).toEqual(all);
  });

  it('never sends more in one batch than it may, nor an empty one', () => {
    fc.assert(
      fc.property(anyAirports, anyLimit, (all, limit) => {
        for (const { items } of toStages(all, limit).flatMap(({ batches }) => batches)) {
          expect(items.length).toBeGreaterThan(0);
          expect(items.length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it('fills a batch as long as the next airport fits', () => {
    const [upload] = toStages(airports(40), 20);
    expect(upload?.batches.map(({ items }) => items.length)).toEqual([20, 20]);
  });

  it('names an airport in one batch of a stage only, because batches have no order', () => {
    fc.assert(
      fc.property(anyAirports, anyLimit, (all, limit) => {
        for (const { batches } of toStages(all, limit)) {
          const named = batches.flatMap(({ items }) => [...new Set(items.map(({ iata }) => iata))]);
          expect(new Set(named).size).toBe(named.length);
        }
      }),
    );
  });

  it('sends the same for each airport, in the same order, however it is cut into batches', () => {
    fc.assert(
      fc.property(anyAirports, anyLimit, (all, limit) => {
        const cut = toStages(all, limit).map(perAirport);
        expect(cut).toEqual(toStages(all, Number.MAX_SAFE_INTEGER).map(perAirport));
      }),
    );
  });

  it('keeps the patches of one airport apart in the request', () => {
    const [, patch] = toStages(airports(2));
    expect(patch && itemsOf(patch).map(({ iata }) => iata)).toEqual([
      ...['000', 'XX000', '001'],
      ...['000', '001'],
      ...Array.from({ length: 9 }, () => '000'),
    ]);
  });

  it('rounds every airport and gives it a region', () => {
    const all = airports(30);
    const [, patch] = toStages(all);
    for (const one of all) {
      const items = patch && perAirport(patch).get(one.iata);
      expect(items).toContainEqual({ iata: one.iata, ...roundedCoordinates(one) });
      expect(items).toContainEqual({ iata: one.iata, region: regionOf(one) });
    }
  });

  it('brings about every outcome, and takes a city away', () => {
    const model = createModel();
    const [upload, patch] = toStages(airports(60));
    const outcomes = [upload, patch].map((stage) => new Set(stage?.batches.flatMap(model.take)));
    expect(outcomes).toEqual([
      new Set(['applied']),
      new Set(['applied', 'unchanged', 'validation_failed', 'resource_not_found']),
    ]);
    expect(model.airport('000')?.data).not.toHaveProperty('city');
    expect(model.airport('001')?.data).toHaveProperty('city');
  });

  it('sends a patch twice for one airport that fails first and is applied later', () => {
    const model = createModel();
    const outcomes = toStages(airports(43)).flatMap(({ batches }) =>
      batches.flatMap((one) => {
        const taken = model.take(one);
        return one.items.map((item, at) => ({ item, outcome: taken[at] }));
      }),
    );
    const same = outcomes.filter(
      ({ item }) => item.iata === '016' && JSON.stringify(item['region']) === '{"utcOffset":-6}',
    );
    expect(same.map(({ outcome }) => outcome)).toEqual(['validation_failed', 'applied']);
  });
});

describe('regionOf', () => {
  it.each([
    ['NY', 'Northeast'],
    ['OH', 'Midwest'],
    ['DC', 'South'],
    ['CA', 'West'],
    ['GU', 'Overseas'],
  ])('puts %s into %s', (state, name) => {
    expect(regionOf(airport({ state })).name).toBe(name);
  });

  it('knows a region for each of the fifty states and the capital', async () => {
    const all = await readAirports(AIRPORTS_FILE);
    const states = new Map(all.map((one) => [one.state, regionOf(one).name]));
    const overseas = [...states].filter(([, name]) => name === 'Overseas').map(([state]) => state);
    expect(new Set(overseas)).toEqual(new Set([undefined, 'PR', 'AS', 'CQ', 'GU', 'VI']));
    expect(states.size - overseas.length).toBe(51);
  });

  it('takes a place without a state for overseas', () => {
    const { state: _, ...stateless } = airport();
    expect(regionOf(stateless).name).toBe('Overseas');
  });

  it.each([
    [-84.4, -6],
    [145.6, 10],
    [-7.4, 0],
    [7.6, 1],
  ])('gives longitude %d the offset of %d hours', (longitude, utcOffset) => {
    expect(regionOf(airport({ longitude })).utcOffset).toBe(utcOffset);
  });
});

describe('roundedCoordinates', () => {
  it('keeps two decimals', () => {
    expect(roundedCoordinates(airport({ latitude: 33.6449, longitude: -84.4251 }))).toEqual({
      latitude: 33.64,
      longitude: -84.43,
    });
  });

  it('gives zero, not minus zero, just west and south of it', () => {
    const rounded = roundedCoordinates(airport({ latitude: -0.001, longitude: -0.001 }));
    expect(rounded).toEqual({ latitude: 0, longitude: 0 });
  });
});
