import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../functions/openapi/operations.ts';
import { type OperationId, ROUTES } from '../../functions/openapi/routes.ts';
import { type Answer, batchIdOf, type Call } from '../support/api.ts';
import { CONTACT } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';
import { anyPair, type Identity, LOOKALIKES, type Pair } from './support/identities.ts';
import { createOwned, neverWas, type Owned } from './support/owner.ts';
import { type Named, PROBES, type Probe, probesOf } from './support/probes.ts';
import { type KeyedCall, keyedCalls } from './support/recorded-keys.ts';
import { everything, isKeyOf } from './support/stored.ts';

// Whoever asks for what is another's gets the answer for what never was, by the same calls to DynamoDB, all of them to
// keys of its own. The stack is the template's; a sweep in between would be among the calls.

/** Random pairs beside the named ones; more for a longer run. */
const RANDOM_PAIRS = Number(process.env['ISOLATION_PAIRS'] ?? 1);

const test = await sharedStack({
  scheduleIntervalMs: 3_600_000,
  // One process of each function, whose caches a first call fills.
  functionConcurrency: 1,
});
const { api, stack, recorder } = test;

const IDS = Object.keys(ROUTES) as readonly OperationId[]; // Object.keys forgets its key type
/** What makes something of the caller's own comes last, so that all before it meet nothing. */
const ORDER = [...IDS].sort((a, b) => Number(a.startsWith('create')) - Number(b.startsWith('create')));

let runs = 0;
/** Names of this run alone; the other one's stay as like to mine as they were. */
function apart({ mine, theirs }: Pair): Pair {
  runs += 1;
  const own = (identity: Identity) => ({ ...identity, partnerId: `${runs}-${identity.partnerId}` });
  return { mine: own(mine), theirs: own(theirs) };
}

/** All ways in which somebody may say that it is itself. */
async function callsOf({ partnerId, tenantId }: Identity, id: OperationId): Promise<readonly Call[]> {
  const asPartner = { token: await stack.token({ partnerId }) };
  if (OPERATIONS[id].scope === 'partner') return [asPartner];
  const asTenant = { token: await stack.token({ partnerId, tenantExternalId: tenantId }) };
  // As a header carries it.
  if (!/^[\x21-\x2b\x2d-\x7e]+$/.test(tenantId)) return [asTenant];
  return [asTenant, { ...asPartner, headers: { 'reach-tenant-id': tenantId } }];
}

interface Observed {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
  readonly calls: readonly KeyedCall[];
}

async function observe(id: OperationId, probe: Probe, call: Call, named: Named): Promise<Observed> {
  const [method = ''] = ROUTES[id].split(' ');
  const before = recorder.calls().length;
  const answer = await api.call(method, probe.path, {
    ...call,
    ...('body' in probe && { body: probe.body }),
  });
  const calls = keyedCalls(recorder.calls().slice(before));
  return {
    status: answer.status,
    headers: plain(JSON.stringify(headersOf(answer)), named),
    body: plain(JSON.stringify(answer.body), named),
    calls,
  };
}

function headersOf({ headers }: Answer) {
  return [...headers].filter(([name]) => !['date', 'x-request-id', 'apigw-requestid'].includes(name));
}

/** Without what the caller itself said, and without what is new every time. */
function plain(text: string, { schema, externalId, batchId, cursors }: Named): string {
  return [schema, externalId, batchId, cursors.batches, cursors.resources]
    .reduce((rest, said) => rest.replaceAll(said, '<said>'), text)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '<time>')
    .replaceAll(/"requestId":"[^"]*"/g, '"requestId":"<request>"');
}

/** What the other one has, and whether the schema definition of it is mine to use. */
function namesToTry({ mine, theirs }: Pair, { named }: Owned): readonly (readonly [Named, boolean])[] {
  // Schema definitions are the partner's, so all of its tenants know them.
  if (mine.partnerId === theirs.partnerId) return [[named, true]];
  return [
    [named, false],
    [{ ...named, schema: named.schemaId }, false],
    [{ ...named, schema: CONTACT.name }, true],
  ];
}

async function tryAll(drawn: Pair): Promise<void> {
  const pair = apart(drawn);
  const { mine, theirs } = pair;
  const owned = await createOwned(test, theirs);
  if (mine.partnerId !== theirs.partnerId) {
    const token = await stack.token({ partnerId: mine.partnerId });
    await api.call('POST', '/partner/schema-definitions', { token, body: CONTACT });
  }
  const isTheirs = ({ pk }: { readonly pk: string }) => isKeyOf(theirs, pk);
  const before = await everything(stack);

  for (const [named, isUsable] of namesToTry(pair, owned)) {
    const [never, warm] = [neverWas(named, isUsable), neverWas(named, isUsable)];
    for (const id of ORDER) {
      // A partner may do with its own definition what it likes.
      if (isUsable && OPERATIONS[id].scope === 'partner') continue;
      const others = probesOf(id, never);
      for (const [at, probe] of probesOf(id, named).entries()) {
        const other = others[at];
        if (other === undefined) throw new Error(`${id} has no such probe`);
        for (const call of await callsOf(mine, id)) {
          // Fills the caches.
          const [first = probe] = probesOf(id, warm);
          await observe(id, first, call, warm);
          const found = await observe(id, probe, call, named);
          const missed = await observe(id, other, call, never);
          const where = `${ROUTES[id]} of ${JSON.stringify(mine)}`;
          expect({ where, ...found, calls: toText(found.calls, named) }).toEqual({
            where,
            ...missed,
            calls: toText(missed.calls, never),
          });
          expect(`${found.headers}${found.body}`).not.toContain(owned.secret);
          for (const { name, value } of [...found.calls, ...missed.calls].flatMap(({ keys }) => keys)) {
            if (name !== 'sk')
              expect({ where, pk: value, own: isKeyOf(mine, value) }).toMatchObject({ own: true });
          }
        }
      }
    }
  }

  const after = await everything(stack);
  expect(after.filter(isTheirs)).toEqual(before.filter(isTheirs));
  expect(after.filter(({ text }) => text.includes(owned.secret)).every(isTheirs)).toBe(true);
  expect(before.filter(({ text }) => text.includes(owned.secret)).length).toBeGreaterThan(3);
}

function toText(calls: readonly KeyedCall[], named: Named): string {
  return plain(JSON.stringify(calls, undefined, 1), named);
}

describe('what is another’s is as what never was', () => {
  it('on every route that there is', () => {
    expect(Object.keys(PROBES).sort()).toEqual([...IDS].sort());
  });

  it.each(LOOKALIKES.map((pair): [string, Pair] => [JSON.stringify(pair), pair]))(
    'for %s',
    async (_, pair) => {
      await tryAll(pair);
    },
  );

  it('for any two', async () => {
    await fc.assert(fc.asyncProperty(anyPair, tryAll), { numRuns: RANDOM_PAIRS, endOnFailure: true });
  }, 300_000);
});

describe('the same idempotency key and request of two callers', () => {
  it.each(LOOKALIKES.map((pair): [string, Pair] => [JSON.stringify(pair), pair]))(
    'make two batches, for %s',
    async (_, drawn) => {
      const { mine, theirs } = apart(drawn);
      for (const partnerId of new Set([mine.partnerId, theirs.partnerId])) {
        const token = await stack.token({ partnerId });
        await api.call('POST', '/partner/schema-definitions', { token, body: CONTACT });
      }
      const send = async ({ partnerId, tenantId }: Identity, name: string) => {
        const token = await stack.token({ partnerId, tenantExternalId: tenantId });
        const headers = { 'idempotency-key': 'the-same' };
        const body = { resources: [{ contactId: 'c-1', name }] };
        const answer = await api.call('POST', '/api/resources/contact/batch', { token, headers, body });
        expect(answer.status).toBe(202);
        const read = async () => (await api.resource('contact', 'c-1', token))?.data['name'];
        return { answer, token, batchId: batchIdOf(answer), read };
      };
      const first = await send(theirs, 'x');
      const second = await send(mine, 'x');
      const again = await send(theirs, 'x');
      expect(second.answer.headers.get('idempotency-replayed')).toBeNull();
      expect(second.batchId).not.toBe(first.batchId);
      expect(again.batchId).toBe(first.batchId);
      for (const { batchId, token, read } of [first, second]) {
        await api.untilFinal(batchId, token);
        expect(await read()).toBe('x');
      }
      // The id of the one is no name for the batch of the other, which lies under the same key.
      const [id = '', digest = ''] = first.batchId.split('-');
      for (const batchId of [first.batchId, `${id}-${digest.toUpperCase()}`, `-${digest}`]) {
        const { status } = await api.call('GET', `/api/batches/${batchId}`, { token: second.token });
        expect(status).toBe(404);
      }
      // What is mine alone does not reach what is theirs.
      const { token } = second;
      await api.run('PATCH', '/api/resources/contact/batch', token, [{ contactId: 'c-1', name: 'mine' }]);
      expect([await first.read(), await second.read()]).toEqual(['x', 'mine']);
    },
  );
});
