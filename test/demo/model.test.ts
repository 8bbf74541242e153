import { describe, expect, it } from 'vitest';
import { createModel, type Model } from '../../demo/model.ts';
import type { Fields, Item } from '../../demo/scenario.ts';
import { airport, batch } from './support/scenario.ts';

const ATL = airport();

/** A model that holds Atlanta, with these fields more. */
function withAtlanta(more: Fields = {}): Model {
  const model = createModel();
  model.take(batch('upload', [{ ...ATL, ...more }]));
  return model;
}

function patched(model: Model, ...patches: readonly Fields[]) {
  return model.take(
    batch(
      'patch',
      patches.map((patch): Item => ({ iata: 'ATL', ...patch })),
    ),
  );
}

describe('the model of an upload', () => {
  it('creates an airport at version 1', () => {
    const model = createModel();
    expect(model.take(batch('upload', [ATL]))).toEqual(['applied']);
    expect(model.airport('ATL')).toEqual({ version: 1, data: ATL });
  });

  it('merges into an airport that is there', () => {
    const model = withAtlanta();
    expect(model.take(batch('upload', [{ iata: 'ATL', city: 'Macon' }]))).toEqual(['applied']);
    expect(model.airport('ATL')).toEqual({ version: 2, data: { ...ATL, city: 'Macon' } });
  });

  it.each(['name', 'country'])('creates none without a %s', (field) => {
    const model = createModel();
    const { [field]: _, ...incomplete }: Fields = ATL;
    expect(model.take(batch('upload', [{ iata: 'ATL', ...incomplete }]))).toEqual(['validation_failed']);
    expect(model.airport('ATL')).toBeUndefined();
  });
});

describe('the model of a patch', () => {
  it('finds no airport that was not uploaded, and makes none', () => {
    const model = withAtlanta();
    expect(model.take(batch('patch', [{ ...ATL, iata: 'XATL' }]))).toEqual(['resource_not_found']);
    expect(model.airport('XATL')).toBeUndefined();
  });

  it('keeps fields that it does not name, replaces those it names and deletes those it nulls', () => {
    const model = withAtlanta();
    expect(patched(model, { name: 'Jackson', city: null })).toEqual(['applied']);
    const { city: _, ...rest } = ATL;
    expect(model.airport('ATL')).toEqual({ version: 2, data: { ...rest, name: 'Jackson' } });
  });

  it('merges an object into an object', () => {
    const model = withAtlanta({ region: { name: 'South', utcOffset: -6 } });
    patched(model, { region: { utcOffset: null, note: 'x' } });
    expect(model.airport('ATL')?.data['region']).toEqual({ name: 'South', note: 'x' });
  });

  it('puts an object where there was none, without the nulls in it', () => {
    const model = withAtlanta();
    patched(model, { region: { name: 'South', utcOffset: null } });
    expect(model.airport('ATL')?.data['region']).toEqual({ name: 'South' });
  });

  it('replaces a list whole', () => {
    const model = withAtlanta({ runways: [1, 2] });
    patched(model, { runways: [3] });
    expect(model.airport('ATL')?.data['runways']).toEqual([3]);
  });

  it('leaves the version as it is when nothing changes', () => {
    const model = withAtlanta({ region: { name: 'South', utcOffset: -6 } });
    const same = [{}, { city: 'Atlanta' }, { absent: null }, { region: { utcOffset: -6 } }];
    expect(patched(model, ...same)).toEqual(same.map(() => 'unchanged'));
    expect(model.airport('ATL')?.version).toBe(1);
  });

  it.each<[string, Fields]>([
    ['a latitude without a longitude', { longitude: null }],
    ['a longitude without a latitude', { latitude: null }],
    ['a region without a name', { region: { utcOffset: -6 } }],
  ])('fails when it leaves %s, and leaves the airport as it was', (_, patch) => {
    const model = withAtlanta();
    expect(patched(model, patch)).toEqual(['validation_failed']);
    expect(model.airport('ATL')).toEqual({ version: 1, data: ATL });
  });

  it('may take both coordinates away', () => {
    expect(patched(withAtlanta(), { latitude: null, longitude: null })).toEqual(['applied']);
  });

  it('applies patches in their order, each to what the one before left', () => {
    const model = withAtlanta();
    const region = { region: { utcOffset: -6 } };
    const outcomes = patched(model, region, { region: { name: 'South' } }, region, region);
    expect(outcomes).toEqual(['validation_failed', 'applied', 'applied', 'unchanged']);
    expect(model.airport('ATL')?.version).toBe(3);
  });
});
