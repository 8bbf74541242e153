import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { mergePatch } from '../../bench/baseline/merge-patch.ts';
import { TABLES } from '../../bench/baseline/places.ts';
import { baselineCostOf } from '../../bench/baseline/run-baseline-cost.ts';
import { provisionBeside, queueSpec } from '../../bench/beside.ts';
import { totalOf } from '../../bench/cost/price.ts';
import { documentsOf, HOT, patchesOf, SEPARATE } from '../../bench/cost/shapes.ts';
import { type Site, startSite } from '../../bench/cost/site.ts';
import { barePipe } from '../../bench/floors/bare-pipe.ts';
import { createItems, FLOOR_TABLE, FLOOR_TABLES } from '../../bench/floors/items.ts';
import { mergePatch as patchlanes } from '../../functions/domain/merge-patch.ts';
import { createLocalDynamoClient } from '../../local/clients.ts';
import { dynamoEngine } from '../../local/emulators/dynamodb.ts';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import { sharedFolder } from '../support/folders.ts';

const dataFolder = join(await sharedFolder(), 'data');
const options = { dataFolder, assembly: inject('assembly') };
/** dynalite has no transactions. */
const withoutTransactions = dynamoEngine(process.env['PATCHLANE_DYNAMODB']) === 'dynalite';

const PATCHES = 100;
const SHAPE = { ...SEPARATE, patches: PATCHES, resources: PATCHES };

/** Names are few, so that a patch often names what is there. */
const { json } = fc.letrec<{ json: z.core.util.JSONType }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, 1, 'x'),
    fc.array(tie('json'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('json'), { noNullPrototype: true }),
  ),
}));

const costs = z.object({
  costs: z.array(
    z.object({ shape: z.object({ name: z.string() }), parts: z.array(z.object({ perMillion: z.number() })) }),
  ),
});

describe.skipIf(withoutTransactions)('what Patchlane is compared with', () => {
  let site: Site;
  let client: DynamoDBDocumentClient;

  beforeAll(async () => {
    site = await startSite(options);
    client = DynamoDBDocumentClient.from(createLocalDynamoClient(site.servers.dynamodb));
  });

  afterAll(async () => {
    client.destroy();
    await site.stop();
  });

  const read = async (TableName: string, Key: Readonly<Record<string, string | number>>) =>
    (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;

  it('is a baseline that does the same work, at eight write units per patch and four times the cost', async () => {
    const { parts } = await baselineCostOf(site, options, SHAPE);
    expect(
      Object.fromEntries(parts.map(({ name, calls, units }) => [name, `${calls} calls, ${units} units`])),
    ).toEqual({
      'request to the API': '1 calls, 1 units',
      'batch, written': '1 calls, 1 units',
      'messages, sent': '10 calls, 10 units',
      'messages, received': '10 calls, 10 units',
      'messages, deleted': '10 calls, 10 units',
      'idempotency, begun': '100 calls, 100 units',
      'resources, read': '100 calls, 100 units',
      'resources, in transactions': '100 calls, 200 units',
      'results, in transactions': '100 calls, 200 units',
      'counter, in transactions': '100 calls, 200 units',
      'idempotency, done': '100 calls, 100 units',
      'invocations of functions': '11 calls, 11 units',
    });
    const [before] = documentsOf(SHAPE);
    const [patch] = patchesOf(SHAPE, 0);
    expect(await read(TABLES.resources, { resourceId: 'contact-0000' })).toMatchObject({
      version: 2,
      data: { ...before, ...patch, address: { street: '0 Main Street', city: 'Turin', zip: '10121' } },
    });
    const counted = costs.parse(JSON.parse(readFileSync('bench/results/cost.json', 'utf8'))).costs;
    const ratioOf = (name: string) =>
      counted
        .filter(({ shape }) => shape.name === name)
        .flatMap(({ parts: own }) => own)
        .reduce((sum, { perMillion }) => sum + perMillion, 0) / totalOf(parts);
    expect(ratioOf('1000 resources')).toBeCloseTo(0.207, 2);
    expect(ratioOf('1 resource, 1000 patches')).toBeLessThan(1 / 50);
  });

  it('is a baseline that receives ten messages of one resource at once, as SQS gives them', async () => {
    const twenty = { ...HOT, patches: 20 };
    const { parts } = await baselineCostOf(site, options, twenty);
    const calls = new Map(parts.map(({ name, calls }) => [name, calls]));
    expect(calls.get('messages, received')).toBe(2);
    expect(calls.get('messages, deleted')).toBe(2);
    expect(await read(TABLES.resources, { resourceId: 'contact-0000' })).toMatchObject({
      version: 21,
      data: patchesOf(twenty, 0).at(-1),
    });
  });

  it('is a pipe that writes each of its items once and leaves no message', async () => {
    const queue = queueSpec('Floor', site.servers);
    await provisionBeside(site.servers, { tables: FLOOR_TABLES, queues: [queue] });
    const items = createItems(site.servers.dynamodb, documentsOf(SHAPE));
    await items.create();
    await barePipe({ endpoint: site.servers.sqs, queue, items, consumers: 2 });
    const versions = await Promise.all(items.ids.map((resourceId) => read(FLOOR_TABLE, { resourceId })));
    expect(versions.map((item) => item?.['version'])).toEqual(items.ids.map(() => 1));
    await untilQueuesAreEmpty({ stack: { eventSources: [{ queue }] }, endpoints: site.servers });
    items.stop();
  });
});

describe('the merge patch of the baseline', () => {
  it('comes to what that of Patchlane comes to', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        expect(mergePatch(target, patch)).toEqual(patchlanes(target, patch));
      }),
    );
  });
});
