import { describe, expect, it } from 'vitest';
import { isPreview, parseBatchCall } from '../../functions/batch-request.ts';
import { invalid, parsed } from '../../functions/refusal.ts';
import { definition, usable } from './support/definitions.ts';

const REFUSED = 'The batch is not valid; nothing of it was taken.';
const CUSTOMER = usable(definition());

type Query = Parameters<typeof parseBatchCall>[0]['query'];

function parse(method: string, body: unknown, query: Query = {}) {
  return parseBatchCall({ method, query }, parsed(body), CUSTOMER);
}

describe('parseBatchCall', () => {
  const resources = [{ customerId: 'c-1', name: 'A' }, { customerId: 'c-2' }];
  const patches = resources.map((patch, index) => ({ index, patch }));

  it.each<[string, Query, string]>([
    ['PATCH', {}, 'patch'],
    ['POST', {}, 'upsert'],
    ['POST', { onconflict: 'reject' }, 'create'],
  ])('reads a %s with %j as %s', (method, query, operation) => {
    expect(parse(method, { resources }, query)).toEqual(
      parsed({ operation, onFailure: 'continue', validateOnly: false, patches }),
    );
  });

  it('reads a DELETE as deletions of what its ids name, and of nothing else', () => {
    expect(parse('DELETE', { externalIds: ['c-1', 'c-1', 'é/ö'] })).toEqual(
      parsed({
        operation: 'delete',
        onFailure: 'continue',
        validateOnly: false,
        patches: ['c-1', 'c-1', 'é/ö'].map((customerId, index) => ({ index, patch: { customerId } })),
      }),
    );
  });

  it.each(['PATCH', 'POST', 'DELETE'])('reads onFailure of a %s', (method) => {
    const body = method === 'DELETE' ? { externalIds: ['c-1'] } : { resources };
    for (const [text, onFailure] of [
      ['skipRest', 'skipRest'],
      ['continue', 'continue'],
      ['', 'continue'],
    ]) {
      expect(parse(method, body, { onFailure: text })).toMatchObject({ value: { onFailure } });
    }
    expect(parse(method, body, { onFailure: 'stop' })).toEqual(
      invalid(REFUSED, ['query onFailure: must be continue or skipRest']),
    );
  });

  it.each<[string, object, Query, boolean]>([
    ['PATCH', { resources }, { validateOnly: 'true' }, true],
    ['POST', { resources }, { validateOnly: 'true' }, true],
    ['PATCH', { resources }, { validateOnly: 'false' }, false],
    ['DELETE', { externalIds: ['c-1'] }, { dryRun: 'true' }, true],
    ['DELETE', { externalIds: ['c-1'], dryRun: true }, {}, true],
    ['DELETE', { externalIds: ['c-1'], dryRun: true }, { dryRun: 'false' }, true],
    ['DELETE', { externalIds: ['c-1'], dryRun: false }, { dryRun: 'true' }, true],
    ['DELETE', { externalIds: ['c-1'], dryRun: false }, {}, false],
  ])('reads of a %s with %j and %j whether to write', (method, body, query, validateOnly) => {
    expect(parse(method, body, query)).toMatchObject({ value: { validateOnly } });
  });

  it.each<[string, Query, readonly string[]]>([
    ['PATCH', { validateOnly: 'yes' }, ['query validateOnly: must be true or false']],
    ['POST', { validateOnly: '1' }, ['query validateOnly: must be true or false']],
    ['DELETE', { dryRun: 'yes' }, ['query dryRun: must be true or false']],
    [
      'PATCH',
      { dryRun: 'true' },
      ['query dryRun: is not known here; expected ignoreUnknownFields or validateOnly or onFailure'],
    ],
    [
      'PATCH',
      { onconflict: 'reject' },
      ['query onconflict: is not known here; expected ignoreUnknownFields or validateOnly or onFailure'],
    ],
    [
      'DELETE',
      { validateOnly: 'true' },
      ['query validateOnly: is not known here; expected dryRun or onFailure'],
    ],
    [
      'DELETE',
      { validateOnly: 'yes' },
      ['query validateOnly: is not known here; expected dryRun or onFailure'],
    ],
    [
      'PATCH',
      { dryRun: 'yes' },
      ['query dryRun: is not known here; expected ignoreUnknownFields or validateOnly or onFailure'],
    ],
    [
      'DELETE',
      { validateOnly: 'false', dryRun: 'yes' },
      [
        'query validateOnly: is not known here; expected dryRun or onFailure',
        'query dryRun: must be true or false',
      ],
    ],
  ])('refuses a %s with %j', (method, query, errors) => {
    const body = method === 'DELETE' ? { externalIds: ['c-1'] } : { resources };
    expect(parse(method, body, query)).toEqual(invalid(REFUSED, errors));
  });

  it('puts the versions that are asked for with their patches', () => {
    expect(parse('PATCH', { resources, ifVersion: [null, 7] })).toMatchObject({
      value: { patches: [patches[0], { ...patches[1], ifVersion: 7 }] },
    });
    const none = parse('PATCH', { resources, ifVersion: [null, null] });
    expect(none).toEqual(parse('PATCH', { resources }));
  });

  it('names all that is wrong with options, list and items, in this order', () => {
    const query = { onFailure: 'x', validateOnly: 'x', ignoreUnknownFields: 'x', other: '' };
    const options = [
      'query other: is not known here; expected ignoreUnknownFields or validateOnly or onFailure',
      'query ignoreUnknownFields: must be true or false',
      'query validateOnly: must be true or false',
      'query onFailure: must be continue or skipRest',
    ];
    expect(parse('PATCH', { resources: [{ customerId: 'c-1', visits: -1 }] }, query)).toEqual(
      invalid(REFUSED, [...options, 'resources[0]/visits: must be >= 0']),
    );
    expect(parse('PATCH', { resources, ifVersion: [1] }, query)).toEqual(
      invalid(REFUSED, [...options, 'ifVersion: must have one entry per resource (2), not 1']),
    );
    expect(parseBatchCall({ method: 'PATCH', query }, invalid('No JSON.', ['body: x']), CUSTOMER)).toEqual(
      invalid('No JSON.', [...options, 'body: x']),
    );
  });

  it.each([
    ['a number', 5, 'must be a string of 1 to 512 bytes: it names the resource'],
    ['nothing', '', 'must be a string of 1 to 512 bytes: it names the resource'],
    ['null', null, 'must be a string of 1 to 512 bytes: it names the resource'],
    ['an object', { customerId: 'c-1' }, 'must be a string of 1 to 512 bytes: it names the resource'],
    ['513 bytes', `${'x'.repeat(511)}é`, 'must be a string of 1 to 512 bytes: it names the resource'],
    ['half a character', '\ud800', expect.stringMatching(/^must /)],
  ])('refuses to delete by %s, and says which id it was', (_, id, problem) => {
    const result = parse('DELETE', { externalIds: ['c-1', id] });
    const expected =
      typeof problem === 'string'
        ? `externalIds[1]: ${problem}`
        : expect.stringMatching(/^externalIds\[1\]: /);
    expect(result).toEqual({ kind: 'invalid', message: REFUSED, errors: [expected] });
  });

  it('passes on why a body was not read', () => {
    const refusal = { kind: 'too-large', message: 'too large' } as const;
    expect(parseBatchCall({ method: 'PATCH', query: {} }, refusal, CUSTOMER)).toBe(refusal);
  });
});

describe('isPreview', () => {
  it.each<[boolean, Query, unknown]>([
    [true, { validateOnly: 'true' }, {}],
    [true, { dryRun: 'true' }, {}],
    [true, {}, { dryRun: true }],
    [true, { dryRun: 'false' }, { dryRun: true }],
    [false, {}, {}],
    [false, { validateOnly: 'yes' }, { dryRun: 'true' }],
    [false, { onFailure: 'true' }, []],
  ])('is %j for %j and %j', (expected, query, body) => {
    expect(isPreview({ query }, parsed(body))).toBe(expected);
  });

  it('is false for a body that cannot be read', () => {
    expect(isPreview({ query: {} }, invalid('No JSON.', []))).toBe(false);
  });
});
