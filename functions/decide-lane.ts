import type { BatchHeader } from './domain/batch.ts';
import { TransientError } from './domain/errors.ts';
import { type Blocker, blockerOf, type Folded, fold, type RecordResult } from './domain/fold.ts';
import type { JsonObject } from './domain/json.ts';
import type { LaneMessage } from './domain/lanes.ts';
import { outcomeOf, type Settled } from './domain/ledger.ts';
import type { BatchLedger, TakeTurn } from './domain/ports.ts';
import type { UsableSchema } from './domain/schema-definition.ts';

export interface DecideLaneDeps {
  readonly ledger: Pick<BatchLedger, 'failure'>;
  findSchemaVersion(partnerId: string, schemaId: string, version: number): Promise<UsableSchema | undefined>;
  newId(): string;
  now(): Date;
  readonly takeTurn: TakeTurn;
}

export interface DecidedLane extends Folded {
  readonly results: readonly RecordResult[];
}

/**
 * What becomes of a lane's patches, and of their resource, if nobody else writes it: they are folded, or cancelled.
 * @param before what became of the part of the lane before this one, where this invocation came to it
 */
export async function decideLane(
  deps: DecideLaneDeps,
  message: LaneMessage,
  header: BatchHeader,
  state: Folded,
  before: readonly Settled[],
): Promise<DecidedLane> {
  return isCancelled(header, before)
    ? cancel(message, state)
    : await foldInto(deps, message, header, state, before);
}

/**
 * The header may have been read before the flag was raised; where another consumer has seen it meanwhile, and cancelled
 * the part before this one, nothing of the lane goes on past that.
 */
function isCancelled({ cancelRequestedAt }: BatchHeader, before: readonly Settled[]): boolean {
  return cancelRequestedAt !== undefined || before.some(({ outcome }) => outcome === 'cancelled');
}

/** The resource stays as it is; that it was asked for is fenced like any outcome. */
function cancel(message: LaneMessage, { resource, version }: Folded): DecidedLane {
  const results = message.patches.map(({ index }): RecordResult => ({ index, outcome: 'cancelled' }));
  return { results, resource, version };
}

async function foldInto(
  deps: DecideLaneDeps,
  message: LaneMessage,
  header: BatchHeader,
  state: Folded,
  before: readonly Settled[],
): Promise<DecidedLane> {
  const schema = await deps.findSchemaVersion(header.partnerId, header.schemaId, header.schemaVersion);
  if (schema === undefined) {
    throw new TransientError(
      `version ${header.schemaVersion} of schema definition ${header.schemaId} was not found`,
    );
  }
  const rules = {
    operation: header.operation,
    onFailure: header.onFailure,
    checkDocument: (document: JsonObject) => schema.compiled.checkDocument(document),
    newId: deps.newId,
    now: deps.now().toISOString(),
  };
  let folded: Folded = state;
  let blocker = await blockerOfLane(deps, message, header, before);
  const results: RecordResult[] = [];
  for (const patch of message.patches) {
    // The first patch is always taken: a lane of one patch never has to wait for the lanes beside it.
    if (results.length > 0) await deps.takeTurn();
    const next = fold(folded, [patch], rules, blocker);
    results.push(...next.results);
    ({ blocker } = next);
    folded = next;
  }
  return { resource: folded.resource, version: folded.version, results };
}

/**
 * What keeps this part of a lane back: a failure in the parts before it. Then the last patch before it failed too, so
 * that one tells, and nothing has to be carried from part to part.
 */
async function blockerOfLane(
  deps: DecideLaneDeps,
  { previous }: LaneMessage,
  header: BatchHeader,
  before: readonly Settled[],
): Promise<Blocker | undefined> {
  if (previous === undefined || header.onFailure === 'continue') return undefined;
  const outcome =
    before.find(({ index }) => index === previous)?.outcome ?? outcomeOf(header.ledger, previous);
  if (outcome === undefined) {
    throw new TransientError(`the patch before a part of a lane, ${previous}, has no outcome yet`);
  }
  if (outcome !== 'failed') return undefined;
  const failure = await deps.ledger.failure(header, previous);
  return failure === undefined ? { index: previous, retryable: false } : blockerOf(previous, failure);
}
