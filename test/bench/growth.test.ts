import { join } from 'node:path';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { requireOwnDatabase } from '../../bench/beside.ts';
import { totalOf } from '../../bench/cost/price.ts';
import { documentOf } from '../../bench/cost/shapes.ts';
import { batchOf, countBatchSizes } from '../../bench/growth/batch-size.ts';
import { LEDGER_BUDGET, storedRatios } from '../../bench/growth/figures.ts';
import { fill } from '../../bench/growth/fill.ts';
import { itemBytes } from '../../bench/growth/item-bytes.ts';
import type { Growth } from '../../bench/growth/measure.ts';
import { plotsOf } from '../../bench/growth/plots.ts';
import { formatGrowth } from '../../bench/growth/report.ts';
import { spreadPatches } from '../../bench/growth/store.ts';
import { createPatchlane, PARTNER } from '../../bench/patchlane.ts';
import { createLocalDynamoClient } from '../../local/clients.ts';
import { sharedFolder } from '../support/folders.ts';
import { sharedStack } from '../support/stack.ts';

const SLOW = 300_000;
const dataFolder = join(await sharedFolder(), 'data');
const { stack, api } = await sharedStack();

describe('the growth of the cost', () => {
  it('is counted per patch, and that of the ledger is at most three bytes a record', {
    timeout: SLOW,
  }, async () => {
    const sizes = [1, 10, 100, 300].map(batchOf);
    const { costs, ledger } = await countBatchSizes({ dataFolder, assembly: inject('assembly') }, sizes);
    expect(costs.map(({ shape, parts }) => [shape.patches, totalOf(parts).toFixed(2)])).toEqual([
      [1, '9.53'],
      [10, '1.63'],
      [100, '1.07'],
      [300, '1.05'],
    ]);
    const [first] = ledger;
    if (first === undefined) throw new Error('the ledger was not seen');
    expect(ledger.map(({ processed }) => processed)).toEqual(
      Array.from({ length: 30 }, (_, at) => 10 * (at + 1)),
    );
    for (const { processed, units, bytes } of ledger) {
      expect(units).toBe(Math.ceil(bytes / 1024));
      expect(bytes - first.bytes).toBeLessThanOrEqual(3 * (processed - first.processed));
    }
    expect(first.bytes + 3 * 1000).toBeLessThan(LEDGER_BUDGET);
  });
});

describe('a table that is filled past the API', () => {
  it('holds resources that are read and patched as all others', async () => {
    const patchlane = createPatchlane(stack);
    const raw = createLocalDynamoClient(stack.endpoints.dynamodb);
    onTestFinished(() => raw.destroy());
    const table = stack.stack.tables.find(({ id }) => id.includes('Resources'))?.name ?? '';
    const tenant = { partnerId: PARTNER, tenantId: 'filled', schemaId: await patchlane.define() };
    const client = DynamoDBDocumentClient.from(raw);
    await fill({ client, table }, tenant, { resources: 1050, documentBytes: 700 });

    const token = await stack.token({ partnerId: PARTNER, tenantExternalId: 'filled' });
    const read = async () => (await api.call('GET', '/api/resources/contact/contact-1049', { token })).body;
    const data = documentOf(1049, 700);
    expect(await read()).toMatchObject({ data: { result: { version: 1, data } } });
    await patchlane.apply('filled', 'PATCH', [{ contactId: 'contact-1049', score: 7 }]);
    expect(await read()).toMatchObject({ data: { result: { version: 2, data: { ...data, score: 7 } } } });
  });

  it('is one of several, which no single endpoint can stand for', () => {
    expect(() => requireOwnDatabase('http://127.0.0.1:8000')).toThrow(/PATCHLANE_DYNAMODB to dynoxide or/);
    expect(() => requireOwnDatabase('dynalite')).not.toThrow();
  });

  it('is patched all over', () => {
    const ids = spreadPatches(100_000, 0).map((patch) => (patch as { readonly contactId: string }).contactId);
    expect([ids[0], ids[1], ids.at(-1)]).toEqual(['contact-0000', 'contact-0100', 'contact-99900']);
  });
});

const part = (perMillion: number) => [{ name: 'all', calls: 1, units: 1, perMillion }];
const GROWTH: Growth = {
  patches: [
    { at: 1, ms: [10, 30, 20], parts: part(9) },
    { at: 1000, ms: [2000], parts: part(1.1) },
  ],
  batches: [
    { at: 1, ms: [50], parts: part(2) },
    { at: 100, ms: [4000], parts: part(2) },
  ],
  stored: [
    { at: 1000, ms: [1000, 4000], writesMs: [100, 400], parts: part(1.1) },
    { at: 1_000_000, ms: [1100, 4000], writesMs: [150, 400], parts: part(1.1) },
  ],
  ledger: [
    { processed: 10, units: 1, bytes: 800 },
    { processed: 1000, units: 4, bytes: 3500 },
  ],
};

describe('what the series come to', () => {
  it('is a ratio over the least stored, round by round', () => {
    const [least, most] = storedRatios(GROWTH.stored);
    expect(least).toMatchObject({ at: 1000, time: { median: 1 }, writes: { median: 1 }, cost: 1 });
    expect(most).toMatchObject({ at: 1_000_000, time: { median: 1.05 }, writes: { median: 1.25 }, cost: 1 });
    expect(formatGrowth(GROWTH)).toMatch(/1000000 .* 1\.05 .* 1\.25 .* 1\.10 .* 1\.0000 .* 1\.1 /);
  });

  it('is a plot of each, with its axes, its lines and what they are held to', () => {
    const plots = plotsOf(GROWTH);
    expect([...plots.keys()]).toEqual([
      'growth-patches.svg',
      'growth-batches.svg',
      'growth-stored.svg',
      'growth-ledger.svg',
    ]);
    const textsOf = (name: string) =>
      [...(plots.get(name) ?? '').matchAll(/<text[^>]*>([^<]+)/g)].map(([, text]) => text);
    expect(textsOf('growth-patches.svg')).toEqual(
      expect.arrayContaining(['patches per batch', 'ms, median', '$ per million patches']),
    );
    expect(textsOf('growth-stored.svg')).toEqual(
      expect.arrayContaining(['stored resources', 'bare writes', 'cost', 'at most 1.1']),
    );
    expect(textsOf('growth-ledger.svg')).toEqual(
      expect.arrayContaining(['records processed', 'write units', 'KB', 'at most 5 KB']),
    );
  });

  it('is drawn the same for the same figures', () => {
    const again = plotsOf(GROWTH);
    for (const [name, svg] of plotsOf(GROWTH)) expect(again.get(name) === svg, name).toBe(true);
  });
});

describe('the bytes of an item', () => {
  it('are those of its names, its texts and half its digits, with a byte per number', () => {
    expect(itemBytes({ pk: { S: 'é' }, total: { N: '1000' }, applied: { NS: ['0', '999'] } })).toBe(
      2 + 2 + (5 + 2) + (7 + 1 + 3),
    );
    expect(() => itemBytes({ data: { M: {} } })).toThrow(/data/);
  });
});
