import { describe, expect, it } from 'vitest';
import { MAX_ITEMS, parseItems } from '../../functions/batch-body.ts';

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
