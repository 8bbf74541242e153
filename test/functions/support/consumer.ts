import { compileSchema } from '../../../functions/adapters/ajv-schema.ts';
import { messageGroupId } from '../../../functions/adapters/keys.ts';
import { encodeLane } from '../../../functions/adapters/lane-messages.ts';
import { sqsHandler } from '../../../functions/adapters/sqs-event.ts';
import { createUsableSchemas } from '../../../functions/adapters/usable-schemas.ts';
import type { ApplyLaneDeps } from '../../../functions/apply-lane.ts';
import { type ApplyPatchesDeps, createApplyPatches } from '../../../functions/apply-patches.ts';
import { decideLane } from '../../../functions/decide-lane.ts';
import type { Batch, BatchKey } from '../../../functions/domain/batch.ts';
import type { JsonObject } from '../../../functions/domain/json.ts';
import { laneOf, splitLane, toLanes } from '../../../functions/domain/lanes.ts';
import type { ResourceKey, ResourceState } from '../../../functions/domain/resource.ts';
import type { CompiledSchema } from '../../../functions/domain/schema.ts';
import { batch, header, patches } from '../../support/domain.ts';
import {
  createMemoryPorts,
  type LogEntry,
  type MemoryPorts,
  type MemoryPortsOptions,
  NOW,
} from '../../support/memory-ports.ts';
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts';
import { definition } from './definitions.ts';

type Lane = Parameters<ApplyLaneDeps['decide']>;

/** A process that consumes the queue, the schema of `definition` being there. */
export function createConsumer(options: MemoryPortsOptions = {}) {
  const ports = createMemoryPorts(options);
  ports.store.versions.set(definition(), definition());
  const pauses: number[] = [];
  let ids = 0;
  const needed: ApplyPatchesDeps = {
    readSnapshot: ports.readSnapshot,
    resources: ports.resources,
    ledger: ports.ledger,
    findSchemaVersion: createUsableSchemas(ports.schemaDefinitions, compileOnce).findVersion,
    newId: () => {
      ids += 1;
      return `new-${ids}`;
    },
    now: options.now ?? (() => NOW),
    pause: async (retry) => void pauses.push(retry),
    startTurns: () => async () => undefined,
    log: ports.log,
    metrics: ports.metrics,
  };
  const deps = {
    ...needed,
    decide: (...lane: Lane) => decideLane({ ...needed, takeTurn: needed.startTurns(0) }, ...lane),
  };
  const handle = sqsHandler(createApplyPatches(deps));
  return {
    ports,
    deps,
    pauses,
    /** Takes in what the queue delivers; gives the ids of the messages that it must deliver again. */
    async receive(...records: readonly SqsRecord[]): Promise<readonly string[]> {
      const { batchItemFailures } = await handle({ Records: records });
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}

const compiled = new WeakMap<JsonObject, CompiledSchema>();

/** Compiling takes longer than all else that these tests do. */
export function compileOnce(schema: JsonObject): CompiledSchema {
  const known = compiled.get(schema) ?? compileSchema(schema);
  compiled.set(schema, known);
  return known;
}

/** What was logged beside the line that each invocation ends with, and those of failed records. */
export function eventsOf({ logged }: Pick<MemoryPorts, 'logged'>): readonly LogEntry[] {
  return logged.filter(({ message }) => message !== 'lanes consumed' && message !== 'records failed');
}

/** What SQS says of a message that is delivered for the first time, a second after it was sent. */
export function attributesOf(groupId: string): SqsRecord['attributes'] {
  return {
    MessageGroupId: groupId,
    SentTimestamp: String(NOW.getTime() - 1000),
    ApproximateReceiveCount: '1',
  };
}

/** What a consumer reads of a message. */
export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: {
    readonly MessageGroupId: string;
    readonly SentTimestamp: string;
    readonly ApproximateReceiveCount: string;
  };
}

/**
 * Stores a batch of patches, each with its resource's `customerId`, and gives its messages, each called by its batch
 * and its first index: `b-1/0`. A lane is cut to parts of `perMessage` patches.
 * @param ifVersion parallel to the patches, where they ask for versions
 */
export function accept(
  store: MemoryStore,
  made: Partial<Batch>,
  documents: readonly JsonObject[],
  perMessage = documents.length,
  ifVersion: readonly (number | null)[] = [],
): readonly SqsRecord[] {
  const accepted = batch({ batchId: 'b-1', total: documents.length, ...made });
  store.headers.set(accepted, header(accepted));
  const { partnerId, tenantId, batchId, schemaId } = accepted;
  const asked = patches(...documents).map((made, at) => {
    const wanted = ifVersion[at] ?? undefined;
    return wanted === undefined ? made : { ...made, ifVersion: wanted };
  });
  return toLanes(asked, ({ patch }) => String(patch['customerId']))
    .flatMap((lane) => splitLane(lane, perMessage, () => 1))
    .map((lane) => ({ partnerId, tenantId, batchId, schemaId, ...lane }))
    .map((message) => ({
      messageId: `${batchId}/${laneOf(message)}`,
      body: encodeLane(message),
      attributes: attributesOf(messageGroupId(message)),
    }));
}

export function keyOf(externalId: string): ResourceKey {
  const { partnerId, tenantId, schemaId } = batch();
  return { partnerId, tenantId, schemaId, externalId };
}

export function batchKey(batchId = 'b-1'): BatchKey {
  const { partnerId, tenantId } = batch();
  return { partnerId, tenantId, batchId };
}

/** A store with these resources. */
export function storeOf(states: Readonly<Record<string, ResourceState>>): MemoryStore {
  const store = createMemoryStore();
  for (const [externalId, state] of Object.entries(states)) store.states.set(keyOf(externalId), state);
  return store;
}

export function dataOf(store: MemoryStore, externalId: string): JsonObject | undefined {
  return store.states.get(keyOf(externalId))?.resource?.data;
}
