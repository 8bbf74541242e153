import { describe, expect, it } from 'vitest';
import { MAX_ITEMS, parseDeletions, parseItems } from '../../functions/batch-body.ts';

describe('parseItems', () => {
  it('gives the items of 1 to 1000', () => {
    for (const count of [1, MAX_ITEMS]) {
      const items = Array.from({ length: count }, (_, index) => ({ index }));
      expect(parseItems({ resources: items }, true)).toMatchObject({ items });
    }
  });

  it('leaves it to the check of items what an item is', () => {
    expect(parseItems({ resources: [null, 1, 'a', []] }, true)).toMatchObject({ items: [null, 1, 'a', []] });
  });

  it.each<[string, unknown, string]>([
    ['no items', { resources: [] }, 'resources: must be an array of 1 to 1000 items, not 0'],
    [
      'too many items',
      { resources: Array(1001).fill({}) },
      'resources: must be an array of 1 to 1000 items, not 1001',
    ],
    ['items that are no array', { resources: {} }, 'resources: must be an array of 1 to 1000 items'],
    ['a body without items', {}, 'resources: must be an array of 1 to 1000 items'],
    ['a body that is an array', [{}], 'body: must be an object {"resources": [...]}'],
    ['a body that is a text', 'resources', 'body: must be an object {"resources": [...]}'],
    ['a body that is null', null, 'body: must be an object {"resources": [...]}'],
  ])('refuses %s', (_, json, error) => {
    expect(parseItems(json, true)).toEqual({ errors: [error] });
  });

  it('names every field of the body that it does not know, and what else is wrong', () => {
    expect(parseItems({ resource: [], 'a/b': 1 }, true)).toEqual({
      errors: [
        'resources: must be an array of 1 to 1000 items',
        'body/resource: is not known here; expected {"resources": [...]}',
        'body/a~1b: is not known here; expected {"resources": [...]}',
      ],
    });
  });
});

describe('ifVersion', () => {
  const resources = [{}, {}];
  const wrong = 'must be a version (a whole number from 1), or null';

  it('is read where it is taken, and asks for nothing where it is absent', () => {
    expect(parseItems({ resources, ifVersion: [7, null] }, true)).toEqual({
      list: 'resources',
      items: resources,
      ifVersion: [7, null],
      dryRun: false,
    });
    expect(parseItems({ resources }, true)).toMatchObject({ ifVersion: [] });
    expect(parseItems({ resources }, false)).toMatchObject({ ifVersion: [] });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['too short', [1], ['ifVersion: must have one entry per resource (2), not 1']],
    ['empty', [], ['ifVersion: must have one entry per resource (2), not 0']],
    ['too long', [1, 1, 1], ['ifVersion: must have one entry per resource (2), not 3']],
    ['null', null, ['ifVersion: must be an array, parallel to resources']],
    ['an object', { 0: 1, 1: 1 }, ['ifVersion: must be an array, parallel to resources']],
    ['of wrong values', [0, 1.5], [`ifVersion[0]: ${wrong}`, `ifVersion[1]: ${wrong}`]],
    ['of texts', ['1', '"1"'], [`ifVersion[0]: ${wrong}`, `ifVersion[1]: ${wrong}`]],
    ['past what a double holds', [2 ** 53, -1], [`ifVersion[0]: ${wrong}`, `ifVersion[1]: ${wrong}`]],
  ])('is refused when it is %s', (_, ifVersion, errors) => {
    expect(parseItems({ resources, ifVersion }, true)).toEqual({ errors });
  });

  it('is not known where it is not taken', () => {
    expect(parseItems({ resources, ifVersion: [1, 1] }, false)).toEqual({
      errors: ['body/ifVersion: is not known here; expected {"resources": [...]}'],
    });
  });
});

describe('parseDeletions', () => {
  it('gives the ids of 1 to 1000, whatever they are, and whether to write', () => {
    for (const [more, dryRun] of [
      [{}, false],
      [{ dryRun: false }, false],
      [{ dryRun: true }, true],
    ] as const) {
      expect(parseDeletions({ externalIds: ['a', 1, 'a', null], ...more })).toEqual({
        list: 'externalIds',
        items: ['a', 1, 'a', null],
        ifVersion: [],
        dryRun,
      });
    }
    expect(parseDeletions({ externalIds: Array(MAX_ITEMS).fill('a') })).toMatchObject({
      items: { length: 1000 },
    });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['no ids', { externalIds: [] }, ['externalIds: must be an array of 1 to 1000 items, not 0']],
    [
      'too many',
      { externalIds: Array(1001).fill('a') },
      ['externalIds: must be an array of 1 to 1000 items, not 1001'],
    ],
    ['ids that are a text', { externalIds: 'a' }, ['externalIds: must be an array of 1 to 1000 items']],
    [
      'resources',
      { resources: [{}] },
      [
        'externalIds: must be an array of 1 to 1000 items',
        'body/resources: is not known here; expected {"externalIds": [...]}',
      ],
    ],
    [
      'versions',
      { externalIds: ['a'], ifVersion: [1] },
      ['body/ifVersion: is not known here; expected {"externalIds": [...]}'],
    ],
    ['dryRun as a text', { externalIds: ['a'], dryRun: 'true' }, ['dryRun: must be true or false']],
    ['dryRun null', { externalIds: ['a'], dryRun: null }, ['dryRun: must be true or false']],
    ['no object', ['a'], ['body: must be an object {"externalIds": [...]}']],
  ])('refuses %s', (_, json, errors) => {
    expect(parseDeletions(json)).toEqual({ errors });
  });
});
