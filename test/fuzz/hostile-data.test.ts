import { afterAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../functions/openapi/routes.ts';
import { sharedFolder } from '../support/folders.ts';
import { type Answer, checkObserved } from './support/expectations.ts';
import type { Body, Coding, FuzzRequest, Texts } from './support/request.ts';
import { openWorld } from './support/world.ts';

// What the hostile kinds of data are answered, each by name; through the real bundles, on real servers.

const world = await openWorld(await sharedFolder());
afterAll(() => world.stop());

async function send(request: FuzzRequest): Promise<Answer & { readonly json: unknown }> {
  const answer = checkObserved(request, await world.send(request));
  return { ...answer, json: JSON.parse(answer.text) };
}

const JSON_TYPE = { 'content-type': 'application/json' };

function patch(text: string, schema = 'loose', coding: Coding = 'text', headers: Texts = {}): FuzzRequest {
  const body: Body = { text, coding };
  return { route: ROUTES.patchBatch, path: { schema }, headers: { ...JSON_TYPE, ...headers }, body };
}

/** A patch of a resource of the schema `loose`, which takes any value in the field `any`. */
function patchOf(value: string): FuzzRequest {
  return patch(`{"resources":[{"constructor":"c-1","any":${value}}]}`);
}

/** A refusal that names one problem. */
function refusal(error: string | RegExp) {
  return { success: false, errors: [typeof error === 'string' ? error : expect.stringMatching(error)] };
}

const TOO_DEEP = /^resources\[0\]\/any(?:\/(?:0|a)){29}: must not nest deeper than 30 levels$/;
const INEXACT = /^resources\[0\]\/any: must be an integer from -9007199254740991 to 9007199254740991/;
const NO_NUMBER =
  'resources[0]/any: must be a number of at most 38 digits between 1e-130 and 9.99e125 in size';
const HALF = 'must be well-formed Unicode (it holds half of a surrogate pair)';
const NOT_JSON = /^body: is not JSON: it has an unexpected character/;

describe('a value of a patch', () => {
  it.each<[string, string, string | RegExp]>([
    ['arrays 31 deep', '@{arrays 30}', TOO_DEEP],
    ['arrays 33 deep', '@{arrays 32}', TOO_DEEP],
    ['arrays 100 deep', '@{arrays 99}', TOO_DEEP],
    ['arrays 10,000 deep', '@{arrays 10000}', TOO_DEEP],
    ['arrays a million deep', '@{arrays 1000000}', TOO_DEEP],
    ['objects 31 deep', '@{objects 30}', TOO_DEEP],
    ['objects 10,000 deep', '@{objects 10000}', TOO_DEEP],
    [
      'an inexact number under arrays a million deep',
      '[@{digits 20},@{arrays 1000000}]',
      'body: is not JSON: it nests too deeply',
    ],
    ['an integer of 16 digits', '@{digits 16}', INEXACT],
    ['an integer of 38 digits', '@{digits 38}', INEXACT],
    ['an integer of 39 digits', '@{digits 39}', INEXACT],
    ['an integer of 400 digits', '@{digits 400}', INEXACT],
    ['an integer of 100,000 digits', '@{digits 100000}', INEXACT],
    ['a decimal of 39 digits', '0.@{digits 39}', NO_NUMBER],
    ['a number that no double holds', '1e400', NO_NUMBER],
    ['a number that no double can tell from zero', '1e-400', NO_NUMBER],
    ['a number above those of DynamoDB', '1e126', NO_NUMBER],
    ['a number below those of DynamoDB', '1e-131', NO_NUMBER],
    ['half of a surrogate pair', '"a\\ud800"', `resources[0]/any: ${HALF}`],
    ['a name with half of a surrogate pair', '{"\\udc00":1}', `resources[0]/any/\ufffd: ${HALF}`],
    ['a surrogate pair the wrong way round', '"\\udc00\\ud800"', `resources[0]/any: ${HALF}`],
    [
      'a name of a megabyte',
      '{"@{chars 1000000}":1}',
      /^resources\[0\]\/any\/x+ ... x+: must have a name of at most 61440 bytes$/,
    ],
    [
      '100,000 fields',
      '{@{keys 100000}}',
      /^resources\[0\]: must not be larger than 512000 bytes \(it has \d+\)$/,
    ],
    [
      'a text of a megabyte',
      '"@{chars 1000000}"',
      /^resources\[0\]: must not be larger than 512000 bytes \(it has \d+\)$/,
    ],
    ['NaN', 'NaN', NOT_JSON],
    ['Infinity', '-Infinity', NOT_JSON],
    ['undefined', 'undefined', NOT_JSON],
    ['hexadecimal', '0x10', NOT_JSON],
    ['a control character', '"@{unit 1}"', NOT_JSON],
  ])('is refused, by its place and with what was expected, when it is %s', async (_, value, error) => {
    expect(await send(patchOf(value))).toMatchObject({ status: 400, json: refusal(error) });
  });

  it.each<[string, string]>([
    ['arrays 30 deep', '@{arrays 29}'],
    ['objects 30 deep', '@{objects 28}'],
    ['a decimal of 38 digits', '0.@{digits 38}'],
    ['the largest number', '9.99e125'],
    ['minus zero', '-0'],
    ['control characters, escaped', '"\\u0000\\u001f\\u007f"'],
    ['characters that SQS does not take', '"\\ufffe\\uffff"'],
    ['names that JavaScript gives a meaning to', '{"__proto__":{"constructor":{"prototype":{"a":1}}}}'],
    ['30,000 fields', '{@{keys 30000}}'],
    ['a text of 400,000 characters', '"@{chars 400000}"'],
  ])('is taken, and the consumer deals with it, when it is %s', async (_, value) => {
    expect(await send(patchOf(value))).toMatchObject({ status: 202 });
  });
});

describe('names', () => {
  it.each<[string, string, string]>([
    [
      'a field',
      '{"contactId":"c","prototype":1}',
      'resources[0]/prototype: is not defined by the schema contact',
    ],
    [
      'a field inside',
      '{"contactId":"c","address":{"__proto__":{"a":1}}}',
      'resources[0]/address/__proto__: is not defined by the schema contact',
    ],
  ])(
    'of prototypes are those of %s, and unknown where a schema does not have them',
    async (_, item, error) => {
      const answer = await send(patch(`{"resources":[${item}]}`, 'contact'));
      expect(answer).toMatchObject({ status: 400, json: refusal(error) });
    },
  );

  it.each(['__proto__', 'constructor', 'toString'])(
    'beside those of a body are refused: %s',
    async (name) => {
      const answer = await send(patch(`{"resources":[{"constructor":"c"}],"${name}":{"resources":[]}}`));
      expect(answer).toMatchObject({
        status: 400,
        json: refusal(`body/${name}: is not known here; expected {"resources": [...]}`),
      });
    },
  );

  it('that come twice count as the last of them, in either notation', async () => {
    const answer = await send({
      route: ROUTES.createResource,
      path: { schema: 'contact' },
      headers: JSON_TYPE,
      body: {
        text: '{"data":{"contactId":"twice","name":"a","n\\u0061me":"b"},"data":{"contactId":"twice","name":"c","n\\u0061me":"d"}}',
        coding: 'text',
      },
    });
    expect(answer).toMatchObject({ status: 201, json: { data: { result: { data: { name: 'd' } } } } });
  });
});

describe('a body', () => {
  const BODY = '{"resources":[{"constructor":"c-1"}]}';
  const gzip = { 'content-encoding': 'gzip' };

  it('may begin with a byte order mark', async () => {
    for (const coding of ['text', 'base64'] as const)
      expect(await send(patch(`@{unit feff}${BODY}`, 'loose', coding))).toMatchObject({ status: 202 });
  });

  it.each<[string, FuzzRequest, string | RegExp]>([
    ['has two of them', patch(`@{unit feff}@{unit feff}${BODY}`), NOT_JSON],
    ['is UTF-16', patch(BODY, 'loose', 'UTF-16'), 'body: is not UTF-8'],
    ['is Latin 1', patch('{"resources":[{"constructor":"é"}]}', 'loose', 'latin 1'), 'body: is not UTF-8'],
    ['goes on', patch(`${BODY}${BODY}`), NOT_JSON],
    ['opens a million arrays', patch('['.repeat(1_000_000)), 'body: is not JSON: it ends too early'],
    ['is arrays a million deep', patch('@{arrays 1000000}'), 'body: must be an object {"resources": [...]}'],
    [
      'has 1001 items',
      patch('{"resources":[@{items 1001}]}'),
      'resources: must be an array of 1 to 1000 items, not 1001',
    ],
    [
      'is gzip that is cut off',
      patch(BODY, 'loose', 'gzip, cut off', gzip),
      'body: is not gzip, though its content encoding says so',
    ],
    [
      'is gzip and then more that is none',
      patch(BODY, 'loose', 'gzip, then more', gzip),
      'body: is not gzip, though its content encoding says so',
    ],
    ['is gzip within gzip', patch(BODY, 'loose', 'gzip, twice', gzip), 'body: is not UTF-8'],
  ])('is refused when it %s', async (_, request, error) => {
    expect(await send(request)).toMatchObject({ status: 400, json: refusal(error) });
  });

  it('may be gzip in several members', async () => {
    expect(await send(patch(BODY, 'loose', 'gzip in members', gzip))).toMatchObject({ status: 202 });
  });

  it.each<Coding>(['gzip bomb', 'gzip bomb in members'])(
    'as %s never takes the memory that it inflates to',
    async (coding) => {
      const before = await world.send(patch(BODY, 'loose', 'gzip', gzip));
      const request = patch('', 'loose', coding, gzip);
      const after = await world.send(request);
      expect(checkObserved(request, after)).toMatchObject({ status: 413 });
      if (before.invoked.kind !== 'done' || after.invoked.kind !== 'done') return expect.fail('it ended');
      expect(after.invoked.peakMb - before.invoked.peakMb).toBeLessThan(64);
    },
  );
});

describe('a cursor', () => {
  const list = (cursor: string, claims?: FuzzRequest['claims']): FuzzRequest => ({
    route: ROUTES.listResources,
    path: { schema: 'contact' },
    query: { limit: '1', cursor },
    ...(claims && { claims }),
  });

  it.each<[string, string]>([
    ['of another tenant', '@{forged elsewhere c-1}'],
    ['of another list', '@{forged batches c-1}'],
    ['of no list', 'WyJhIiwiYiJd'],
    ['of the list, with a character more', '@{forged resources c-1}A'],
    ['of the list, twice', '@{forged resources c-1},@{forged resources c-1}'],
    ['that is no base64', '@{unit 0}'],
    ['that is no JSON', 'eyI'],
    ['at half of a surrogate pair', '@{forged resources \\ud800}'],
    ['at a place longer than keys are', '@{forged resources @{chars 1025}}'],
  ])('%s is refused', async (_, cursor) => {
    expect(await send(list(cursor))).toMatchObject({
      status: 400,
      json: refusal('query cursor: must be a cursor that this very list gave'),
    });
  });

  it('that this tenant was given is refused to its neighbour', async () => {
    await send({ route: ROUTES.listResources, path: { schema: 'contact' }, query: { limit: '1' } });
    const cursor = '@{cursor listResources}';
    expect(await send(list(cursor))).toMatchObject({ status: 200 });
    const neighbour = { partnerId: '@{partner}', tenantExternalId: 'blue' };
    expect(await send(list(cursor, neighbour))).toMatchObject({ status: 400 });
  });
});

describe('a line break', () => {
  const BREAK = '@{unit d}@{unit a}set-cookie: a=b';

  it('in an external id is a part of it, and percent-encoded in headers', async () => {
    const answer = await send({
      route: ROUTES.createResource,
      path: { schema: 'contact' },
      headers: JSON_TYPE,
      body: { text: '{"data":{"contactId":"c\\r\\nset-cookie: a=b","name":"Ada"}}', coding: 'text' },
    });
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: '/api/resources/contact/c%0D%0Aset-cookie%3A%20a%3Db' },
    });
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  it.each<[string, FuzzRequest, number]>([
    ['the id of a batch', { route: ROUTES.getBatch, path: { batchId: BREAK } }, 404],
    ['the name of a schema', { route: ROUTES.getSchemaDefinition, path: { idOrName: BREAK } }, 404],
    ['a path that nothing has', { route: '$default', rawPath: `/${BREAK}` }, 404],
    ['an idempotency key', patch('{}', 'loose', 'text', { 'idempotency-key': BREAK }), 400],
    ['the name of a tenant', patch('{}', 'loose', 'text', { 'reach-tenant-id': BREAK }), 400],
  ])('in %s reaches no header', async (_, request, status) => {
    const answer = await send(request);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.headers).sort()).toEqual([
      'cache-control',
      'content-security-policy',
      'content-type',
      'referrer-policy',
      'strict-transport-security',
      'x-content-type-options',
      'x-request-id',
    ]);
  });
});

describe('a schema', () => {
  const define = (schema: string): FuzzRequest => ({
    route: ROUTES.createSchemaDefinition,
    claims: { partnerId: '@{partner}', type: 'partner' },
    headers: JSON_TYPE,
    body: {
      text: `{"name":"@{fresh}","pluralName":"@{fresh}","category":"custom_schema","externalIdField":"id","schema":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"a":${schema}}}}`,
      coding: 'text',
    },
  });

  it.each<[string, string, string | RegExp]>([
    [
      'nests 10,000 levels',
      '@{objects 10000}',
      /^body\/schema\/properties(?:\/a)+: must not nest deeper than 30 levels$/,
    ],
    [
      'refers to a file',
      '{"$ref":"file:///etc/passwd"}',
      'schema/properties/a/$ref: must be local: "#" or "#/..."',
    ],
    [
      'refers to a prototype',
      '{"$ref":"#/properties/__proto__"}',
      'schema/properties/a/$ref: must point to a subschema, as in "#/definitions/address"',
    ],
    ['refers to itself without an end', '{"$ref":"#/properties/a"}', /^schema\/properties\/a/],
    [
      'bounds by a number that no double holds',
      '{"minimum":1e400}',
      /^body\/schema\/properties\/a\/minimum: must be a number/,
    ],
    ['has the type of a prototype', '{"type":"constructor"}', /^schema\/properties\/a\/type: must be/],
    [
      'has a pattern that is none',
      '{"pattern":"("}',
      'schema/properties/a/pattern: must match format "regex"',
    ],
  ])('is refused when it %s', async (_, schema, error) => {
    expect(await send(define(schema))).toMatchObject({ status: 400, json: refusal(error) });
  });

  it('may take exponential time with a value, and a thousand such patches take no longer than a few', async () => {
    const again = '{"items":{"$ref":"#/properties/a"}}';
    expect(await send(define(`{"anyOf":[${again},${again}],"maxItems":1}`))).toMatchObject({ status: 201 });
    const items = Array(999).fill(`{"id":"c","a":${'['.repeat(26)}1${']'.repeat(26)}}`);
    const request = patch(`{"resources":[${items.join()},{"id":"c","b":1}]}`, '@{made 0}');
    const observed = await world.send(request);
    expect(checkObserved(request, observed).status).toBe(400);
    // A patch alone takes half of a second.
    expect(observed.invoked).toMatchObject({ cpuMs: expect.toSatisfy((ms: number) => ms < 5000) });
  });

  it('may have a pattern that other engines take for ever with', async () => {
    expect(await send(define('{"type":"string","pattern":"^(a+)+$"}'))).toMatchObject({ status: 201 });
    const text = `{"resources":[{"id":"c","a":"${'a'.repeat(4000)}!"}]}`;
    expect(await send(patch(text, '@{made 0}'))).toMatchObject({
      status: 400,
      json: refusal(/^resources\[0\]\/a: must match pattern/),
    });
  });
});
