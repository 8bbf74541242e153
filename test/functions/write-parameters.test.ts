import { describe, expect, it } from 'vitest';
import {
  parseFlag,
  parseOnConflict,
  parseOnFailure,
  unknownParameters,
} from '../../functions/write-parameters.ts';

const FLAGS: readonly (readonly [string | undefined, boolean | undefined])[] = [
  [undefined, false],
  ['', false],
  ['null', false],
  ['false', false],
  ['true', true],
  ['TRUE', undefined],
  ['True', undefined],
  ['1', undefined],
  ['0', undefined],
  ['yes', undefined],
  [' true', undefined],
  ['undefined', undefined],
];

describe('parseFlag', () => {
  it.each(FLAGS)('reads %j as %j', (text, expected) => {
    expect(parseFlag(text)).toBe(expected);
  });
});

describe('parseOnConflict', () => {
  it.each<[string | undefined, string | undefined]>([
    [undefined, 'upsert'],
    ['', 'upsert'],
    ['upsert', 'upsert'],
    ['reject', 'create'],
    ['create', undefined],
    ['REJECT', undefined],
    ['null', undefined],
  ])('reads %j as %j', (text, expected) => {
    expect(parseOnConflict(text)).toBe(expected);
  });
});

describe('parseOnFailure', () => {
  it.each<[string | undefined, string | undefined]>([
    [undefined, 'continue'],
    ['', 'continue'],
    ['continue', 'continue'],
    ['skipRest', 'skipRest'],
    ['skiprest', undefined],
    ['skip', undefined],
    ['null', undefined],
    ['constructor', undefined],
  ])('reads %j as %j', (text, expected) => {
    expect(parseOnFailure(text)).toBe(expected);
  });
});

describe('unknownParameters', () => {
  it('names every parameter that is not known, and those that are', () => {
    const query = { onFailure: 'x', onfailure: 'x', other: '', absent: undefined };
    expect(unknownParameters(query, ['onFailure', 'dryRun'])).toEqual([
      'query onfailure: is not known here; expected onFailure or dryRun',
      'query other: is not known here; expected onFailure or dryRun',
    ]);
    expect(unknownParameters({}, [])).toEqual([]);
  });
});
