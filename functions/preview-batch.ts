import type { BatchCall } from './batch-request.ts';
import type { IndexedPatch, Owner } from './domain/batch.ts';
import { changesBetween } from './domain/changes.ts';
import { MAX_STEPS_OF_PREVIEW } from './domain/check-limits.ts';
import { type Blocker, type Folded, type FoldRules, fold, type RecordResult } from './domain/fold.ts';
import { ownField } from './domain/json.ts';
import { type Lane, toLanes } from './domain/lanes.ts';
import { toLedger } from './domain/ledger.ts';
import type { ReadSnapshot } from './domain/ports.ts';
import type { UsableSchema } from './domain/schema-definition.ts';
import { shorten } from './domain/shorten.ts';
import { utf8Bytes } from './domain/storable.ts';
import type { Reply } from './http.ts';
import { invalid } from './refusal.ts';

export interface PreviewBatchDeps {
  readonly readSnapshot: ReadSnapshot;
  now(): Date;
}

/** Resources that are read at once, and kept in memory at once: at most 40 MB. */
const RESOURCES_AT_ONCE = 100;

/** Tells what would become of each record if the batch were applied now: the fold of the real call, and no write. */
export function createPreviewBatch(deps: PreviewBatchDeps) {
  return async (
    owner: Owner,
    { definition, compiled }: UsableSchema,
    { operation, onFailure, patches }: Omit<BatchCall, 'validateOnly'>,
  ): Promise<Reply> => {
    const budget = { left: MAX_STEPS_OF_PREVIEW };
    const rules: FoldRules = {
      operation,
      onFailure,
      checkDocument: (document) => compiled.checkDocument(document, budget),
      newId: () => '',
      now: deps.now().toISOString(),
    };
    const lanes = toLanes(patches, ({ patch }) => String(ownField(patch, definition.externalIdField)));
    const records: PreviewedRecord[] = [];
    for (let at = 0; at < lanes.length; at += RESOURCES_AT_ONCE) {
      const some = lanes.slice(at, at + RESOURCES_AT_ONCE);
      const keyOf = ({ externalId }: Lane) => ({ ...owner, schemaId: definition.id, externalId });
      const snapshot = await deps.readSnapshot(some.map(keyOf), []);
      for (const lane of some) {
        records.push(...previewLane(snapshot.stateOf(keyOf(lane)), lane, rules));
        if (budget.left <= 0) return TOO_COMPLEX;
      }
    }
    records.sort((a, b) => a.result.index - b.result.index);
    const { applied, unchanged, failed } = toLedger(records.map(({ result }) => result));
    return {
      kind: 'ok',
      data: {
        schemaDefinitionId: definition.id,
        recordCount: patches.length,
        summary: { applied: applied.size, unchanged: unchanged.size, failed: failed.size },
        results: toResults(records),
      },
    };
  };
}

/** What is left of the records cannot be told, and the one at which the steps ran out would be told wrongly. */
const TOO_COMPLEX: Reply = invalid('The batch cannot be previewed as a whole.', [
  'resources: checking what becomes of all of them takes too many steps for one call; preview fewer at once',
]);

interface PreviewedRecord {
  readonly result: RecordResult;
  readonly externalId: string;
  readonly changed: readonly string[];
  readonly cleared: readonly string[];
}

/** One patch at a time, so that what each of them does can be seen. */
function previewLane(
  start: Folded,
  { externalId, patches }: Lane,
  rules: FoldRules,
): readonly PreviewedRecord[] {
  let state = start;
  let blocker: Blocker | undefined;
  return patches.flatMap((patch: IndexedPatch): readonly PreviewedRecord[] => {
    const before = state.resource?.data;
    const { results, ...next } = fold(state, [patch], rules, blocker);
    state = next;
    blocker = next.blocker;
    const changes = changesBetween(before, state.resource?.data);
    return results.map((result) => ({ result, externalId, ...changes }));
  });
}

/** Answers of a function end at 6 MB. */
const MAX_DETAILS_BYTES = 3 * 1024 * 1024;

/** Of one record, more pointers than these are left out; names of fields may be as long as a document. */
const MAX_POINTERS = 100;
const MAX_POINTER_LENGTH = 500;

/** Records without their details once the answer is full; those, and records with too many of them, say `truncated`. */
function toResults(records: readonly PreviewedRecord[]): readonly object[] {
  let room = MAX_DETAILS_BYTES;
  return records.map(({ result, externalId, changed, cleared }) => {
    const { index, outcome } = result;
    const failure = result.outcome === 'failed' ? result.failure : {};
    const details = { ...failure, changed: shown(changed), cleared: shown(cleared) };
    room -= utf8Bytes(JSON.stringify(details));
    const isCut = Math.max(changed.length, cleared.length) > MAX_POINTERS;
    if (room > 0) return { index, externalId, outcome, ...details, ...(isCut ? { truncated: true } : {}) };
    return {
      index,
      externalId,
      outcome,
      ...(result.outcome === 'failed' ? { code: result.failure.code } : {}),
      truncated: true,
    };
  });
}

function shown(pointers: readonly string[]): readonly string[] {
  return pointers.slice(0, MAX_POINTERS).map((pointer) => shorten(pointer, MAX_POINTER_LENGTH));
}
