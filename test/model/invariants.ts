import type { BatchHeader, IndexedPatch } from '../../functions/domain/batch.ts';
import { isJsonObject, type JsonObject } from '../../functions/domain/json.ts';
import { finalStatusOf, OUTCOMES, outcomeOf, progressOf } from '../../functions/domain/ledger.ts';
import { isUpTo } from '../../functions/domain/marker.ts';
import type { ResourceState } from '../../functions/domain/resource.ts';
import type { Stored, StoredBatch } from './stored.ts';

/** Patches of the model write their own name into `more`; those that name nothing change nothing or fail. */
export function effectOf(patch: JsonObject | undefined): string | undefined {
  const more = patch?.['more'];
  return isJsonObject(more) ? Object.keys(more)[0] : undefined;
}

/** What took effect on a resource, in order. */
function effectsIn({ resource }: ResourceState): readonly string[] {
  const more = resource?.data['more'];
  return isJsonObject(more) ? Object.keys(more) : [];
}

function stateFor({ states }: Stored, { patch }: IndexedPatch): ResourceState | undefined {
  return states.find(([{ externalId }]) => externalId === patch['customerId'])?.[1];
}

/** What is wrong with what is stored, whenever it is. */
export function problemsOf(stored: Stored): readonly string[] {
  return [
    ...stored.states.flatMap(([{ externalId }, state]) =>
      problemsOfResource(state).map((problem) => `${externalId}: ${problem}`),
    ),
    ...stored.batches.flatMap((batch) =>
      [
        ...problemsOfLedger(batch),
        ...batch.patches.flatMap((patch) => problemsOfPatch(stored, batch, patch)),
      ].map((problem) => `batch ${batch.header.batchId.slice(9, 10)}: ${problem}`),
    ),
  ];
}

function problemsOfResource(state: ResourceState): readonly string[] {
  const { resource, version } = state;
  if (resource === undefined) return [];
  const effects = effectsIn(state);
  const initially = resource.id === 'new-id' ? 0 : 1;
  const problems: string[] = [];
  if (version !== initially + effects.length || resource.version !== version)
    problems.push(`version ${version} does not count what took effect: ${effects}`);
  // Every patch leaves its name, so that of the last one must stand there.
  if (effects.length > 0 && resource.data['name'] !== effects.at(-1))
    problems.push(`the last of ${effects} is not what stands there: ${String(resource.data['name'])}`);
  const batches = Map.groupBy(effects, (effect) => effect.split('.')[0]);
  for (const ofBatch of batches.values()) {
    if (ofBatch.some((effect, at) => at > 0 && effect < (ofBatch[at - 1] ?? '')))
      problems.push(`out of order: ${ofBatch}`);
  }
  return problems;
}

function problemsOfLedger({ header }: StoredBatch): readonly string[] {
  const { ledger, total, completedAt, cancelRequestedAt } = header;
  const problems: string[] = [];
  const indexes = OUTCOMES.flatMap((outcome) => [...ledger[outcome]]);
  if (new Set(indexes).size < indexes.length) problems.push('a record has two outcomes');
  if (indexes.some((index) => index < 0 || index >= total))
    problems.push('the ledger has a record that is none');
  const { pendingRecords, processedRecords } = progressOf(ledger, total);
  if (pendingRecords < 0 || pendingRecords + processedRecords !== total)
    problems.push('the counts do not add up');
  if (completedAt !== undefined && finalStatusOf(ledger, total) === undefined)
    problems.push('it is complete, but records are pending');
  if (ledger.cancelled.size > 0 && cancelRequestedAt === undefined) problems.push('nobody cancelled it');
  return problems;
}

/** An outcome in the ledger or the marker is what became of the patch. */
function problemsOfPatch(
  stored: Stored,
  { header, failures, patches }: StoredBatch,
  patch: IndexedPatch,
): readonly string[] {
  const state = stateFor(stored, patch);
  const name = `record ${patch.index}`;
  const reported = outcomeOf(header.ledger, patch.index);
  const marked = outcomeInMarker(state, header, patches, patch);
  const effect = effectOf(patch.patch);
  const hasEffect = effect !== undefined && state !== undefined && effectsIn(state).includes(effect);
  const failure = failures.get(patch.index);
  const problems: string[] = [];
  if (
    reported !== undefined &&
    marked !== undefined &&
    reported !== marked &&
    failure?.code !== 'outcome_unknown'
  )
    problems.push(`${name} is ${marked} in the marker, ${reported} in the ledger`);
  for (const outcome of new Set([reported, marked])) {
    if (outcome === undefined) continue;
    if (outcome === 'failed') {
      if (failure === undefined) problems.push(`${name} failed without details`);
      if (failure?.code === 'outcome_unknown') {
        if (!isUpTo(state?.lost, header.batchId)) problems.push(`${name} need not be unknown`);
        continue;
      }
    }
    if ((outcome === 'applied') !== hasEffect)
      problems.push(`${name} is ${outcome} and ${hasEffect ? 'took effect' : 'had no effect'}`);
    if (outcome === 'unchanged' && effect !== undefined) problems.push(`${name} cannot change nothing`);
  }
  return problems;
}

function outcomeInMarker(
  state: ResourceState | undefined,
  { batchId }: BatchHeader,
  patches: readonly IndexedPatch[],
  { index, patch }: IndexedPatch,
) {
  const ofResource = patches.filter((other) => other.patch['customerId'] === patch['customerId']);
  for (const { batchId: held, lane, outcomes } of state?.marker ?? []) {
    const at = ofResource.filter((other) => other.index >= lane).findIndex((other) => other.index === index);
    if (held === batchId && at >= 0 && at < outcomes.length) return outcomes[at];
  }
  return undefined;
}

/** What must not have happened from one moment to the next. */
export function problemsOfStep(before: Stored, after: Stored): readonly string[] {
  const problems: string[] = [];
  for (const [{ externalId }, state] of before.states) {
    const next = after.states.find(([key]) => key.externalId === externalId)?.[1];
    const [was, is] = [effectsIn(state), next === undefined ? [] : effectsIn(next)];
    if (was.some((effect, at) => is[at] !== effect)) problems.push(`${externalId}: ${was} became ${is}`);
    if ((next?.revision ?? 0) < state.revision) problems.push(`${externalId}: its revision went back`);
  }
  for (const { header: was } of before.batches) {
    const is = after.batches.find(({ header }) => header.batchId === was.batchId)?.header;
    const name = `batch ${was.batchId.slice(9, 10)}`;
    const [hadAll, hasAll] = [was, is ?? was].map(({ ledger, total }) => finalStatusOf(ledger, total));
    if (hadAll !== undefined && hadAll !== hasAll)
      problems.push(`${name} was ${hadAll} and became ${hasAll}`);
    if (was.completedAt !== undefined && was.completedAt !== is?.completedAt)
      problems.push(`${name} was completed again`);
    const isKept = OUTCOMES.every((outcome) =>
      [...was.ledger[outcome]].every((index) => is?.ledger[outcome].has(index)),
    );
    if (!isKept) problems.push(`${name}: an outcome went away`);
    const hasGrown = OUTCOMES.some((outcome) => is?.ledger[outcome].size !== was.ledger[outcome].size);
    if (was.completedAt !== undefined && hasGrown) problems.push(`${name} changed after it was completed`);
  }
  return problems;
}

/** What is wrong once nothing more can happen. */
export function problemsAtRest(stored: Stored): readonly string[] {
  return stored.batches.flatMap(({ header, patches }) => {
    const pending = patches.filter(({ index }) => outcomeOf(header.ledger, index) === undefined);
    const name = `batch ${header.batchId.slice(9, 10)}`;
    if (pending.length > 0) return [`${name} ended with ${pending.length} records pending`];
    return header.completedAt === undefined ? [`${name} ended and is not completed`] : [];
  });
}

/** What a batch says of its failures must not change once it has ended. */
export function changedDetails(before: Stored, after: Stored): readonly string[] {
  return before.batches.flatMap(({ header: was, failures }) => {
    if (finalStatusOf(was.ledger, was.total) === undefined) return [];
    const later = after.batches.find(({ header }) => header.batchId === was.batchId);
    return [...was.ledger.failed].flatMap((index) => {
      const [first, then] = [failures.get(index)?.code, later?.failures.get(index)?.code];
      return first === then
        ? []
        : [`batch ${was.batchId.slice(9, 10)} had ended: record ${index} was ${first}, is ${then}`];
    });
  });
}
