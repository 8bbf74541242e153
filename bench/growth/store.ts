import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  createResourceReader,
  createResourceWriter,
  type ResourceStoreOptions,
} from '../../functions/adapters/resource-store.ts';
import type { ResourceState } from '../../functions/domain/resource.ts';
import { createLocalDynamoClient } from '../../local/clients.ts';
import { DEFAULT_CONCURRENCY } from '../../local/functions/pool.ts';
import { untilQueuesAreEmpty } from '../../local/queues-empty.ts';
import { startLocalStack } from '../../local/run.ts';
import { idOf, patchOf, SEPARATE, type Shape } from '../cost/shapes.ts';
import { NEVER_MS, type SiteOptions } from '../cost/site.ts';
import { bareWrites } from '../floors/bare-writes.ts';
import { createPatchlane, PARTNER } from '../patchlane.ts';
import { type Contestant, timed } from '../time/contestants.ts';
import { fill, type Tenant } from './fill.ts';

export const STORED_TENANT = 'stored';

/** Patches resources that lie as far apart as they can among all that are stored. */
export function spreadPatches(stored: number, round: number): readonly object[] {
  return places(stored).map((at, index) => patchOf(at, 1 + index + round * SEPARATE.patches));
}

function places(stored: number): readonly number[] {
  const { patches } = SEPARATE;
  return Array.from({ length: patches }, (_, index) => Math.floor((index * stored) / patches));
}

export function shapeOf(stored: number): Shape {
  return { ...SEPARATE, name: `${stored} stored`, resources: stored };
}

export interface Store {
  /** The same batch through Patchlane, and the bare writes of its resources in the same table. */
  readonly contestants: readonly Contestant[];
  readonly stop: () => Promise<void>;
}

/** Starts a local run and stores so many resources in it. */
export async function startStore(options: SiteOptions, stored: number): Promise<Store> {
  const local = await startLocalStack({ ...options, scheduleIntervalMs: NEVER_MS });
  const raw = createLocalDynamoClient(local.endpoints.dynamodb);
  const stop = async () => {
    raw.destroy();
    await local.stop();
  };
  try {
    const patchlane = createPatchlane(local);
    const tenant = { partnerId: PARTNER, tenantId: STORED_TENANT, schemaId: await patchlane.define() };
    const table = local.stack.tables.find(({ id }) => id.includes('Resources'))?.name;
    if (table === undefined) throw new Error('the template has no table of resources');
    const client = DynamoDBDocumentClient.from(raw);
    await fill({ client, table }, tenant, { resources: stored, documentBytes: SEPARATE.documentBytes });

    const shape = shapeOf(stored);
    const resources = createResources({ client, table, now: () => new Date() }, tenant, stored);
    const idle = { prepare: async () => {}, settle: () => untilQueuesAreEmpty(local) };
    return {
      contestants: [
        {
          ...idle,
          name: 'Patchlane',
          shape,
          run: (round) => patchlane.apply(STORED_TENANT, 'PATCH', spreadPatches(stored, round)),
        },
        {
          ...idle,
          name: 'bare writes',
          shape,
          async run() {
            await resources.read();
            return await timed(() => bareWrites(resources, 10 * DEFAULT_CONCURRENCY));
          },
        },
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The resources of the batch as the consumer's own adapter writes them. */
function createResources(store: ResourceStoreOptions, tenant: Tenant, stored: number) {
  const ids = places(stored).map(idOf);
  const reader = createResourceReader(store);
  const writer = createResourceWriter(store);
  const states = new Map<string, ResourceState>();
  return {
    ids,
    read: async () => {
      for (const externalId of ids) states.set(externalId, await reader.read({ ...tenant, externalId }));
    },
    write: async (externalId: string) => {
      const state = states.get(externalId);
      if (state?.resource === undefined) throw new Error(`${externalId} is not stored`);
      const next = { ...state, revision: state.revision + 1 };
      const { kind } = await writer.write({ ...tenant, externalId }, next, state.revision);
      if (kind !== 'written') throw new Error(`${externalId} was changed meanwhile`);
    },
  };
}
