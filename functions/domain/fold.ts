import type { IndexedPatch, OnFailure, Operation, Outcome } from './batch.ts';
import { isJsonObject, type JsonObject, sameJson } from './json.ts';
import { mergePatch } from './merge-patch.ts';
import type { Resource } from './resource.ts';
import type { Problem } from './schema.ts';
import { shorten } from './shorten.ts';
import { MAX_DOCUMENT_BYTES, storedBytes } from './storable.ts';

/** Why a patch could not be applied; stable, so that partners can branch on it. */
export const FAILURE_CODES = [
  'resource_not_found',
  'already_exists',
  'validation_failed',
  'resource_too_large',
  'version_mismatch',
  'skipped_after_failure',
  'retries_exhausted',
  'outcome_unknown',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** `pointer: what was expected`, one per problem of the document. */
  readonly errors: readonly string[];
  /** Whether the same patch may succeed when it is sent again unchanged. */
  readonly retryable: boolean;
  /** The resource's version, where it was another than the patch asked for. */
  readonly currentVersion?: number;
  /** Index of the patch whose failure kept this one back. */
  readonly causedBy?: number;
}

export type RecordResult =
  | { readonly index: number; readonly outcome: Exclude<Outcome, 'failed'> }
  | { readonly index: number; readonly outcome: 'failed'; readonly failure: Failure };

export interface FoldRules {
  /** `delete` takes the resource away, whatever its patch says. */
  readonly operation: Operation;
  readonly onFailure: OnFailure;
  /** What is wrong with a whole document, by the schema version of the batch. */
  checkDocument(document: JsonObject): readonly Problem[];
  /** For a resource that is created: its id, and now as RFC 3339. */
  newId(): string;
  readonly now: string;
}

/** A resource, or none, and the version to count on from. */
export interface Folded {
  readonly resource: Resource | undefined;
  readonly version: number;
}

/** The failed patch because of which the rest of its lane is skipped. */
export interface Blocker {
  readonly index: number;
  readonly retryable: boolean;
}

/** What a failure means for the patches after it in its lane, where a failure is to keep them back. */
export function blockerOf(index: number, { causedBy = index, retryable }: Failure): Blocker {
  return { index: causedBy, retryable };
}

/**
 * Applies patches to a resource one after the other. A patch that fails leaves it as it was; the next one goes on, or
 * fails too, as `onFailure` says.
 * @param blocker of the patches before these in their lane
 */
export function fold(
  start: Folded,
  patches: readonly IndexedPatch[],
  rules: FoldRules,
  blocker?: Blocker,
): Folded & { readonly results: readonly RecordResult[]; readonly blocker: Blocker | undefined } {
  let { resource, version } = start;
  let blockedBy = blocker;
  const results = patches.map(({ index, patch, ifVersion }): RecordResult => {
    const step = blockedBy ? skipped(blockedBy) : applyOne(resource, patch, ifVersion, rules);
    if (step.kind === 'failed') {
      if (rules.onFailure === 'skipRest') blockedBy = blockerOf(index, step.failure);
      return { index, outcome: 'failed', failure: step.failure };
    }
    if (step.kind === 'unchanged') return { index, outcome: 'unchanged' };
    version += 1;
    if (step.kind === 'deleted') {
      resource = undefined;
      return { index, outcome: 'applied' };
    }
    const created = resource ?? { id: rules.newId(), createdAt: rules.now };
    resource = {
      id: created.id,
      version,
      createdAt: created.createdAt,
      updatedAt: rules.now,
      data: step.document,
    };
    return { index, outcome: 'applied' };
  });
  return { resource, version, results, blocker: blockedBy };
}

type Step =
  | { readonly kind: 'changed'; readonly document: JsonObject }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'failed'; readonly failure: Failure };

function applyOne(
  resource: Resource | undefined,
  patch: JsonObject,
  ifVersion: number | undefined,
  rules: FoldRules,
): Step {
  const needsResource = rules.operation === 'patch' || rules.operation === 'delete';
  if (resource === undefined && needsResource) {
    return failed('resource_not_found', 'There is no resource with this external id.');
  }
  if (ifVersion !== undefined && resource?.version !== ifVersion)
    return otherVersion(resource?.version ?? 0, ifVersion);
  if (rules.operation === 'delete') return { kind: 'deleted' };
  if (resource !== undefined && rules.operation === 'create') {
    return failed('already_exists', 'There is already a resource with this external id.');
  }
  const document = mergePatch(resource?.data, patch);
  if (!isJsonObject(document)) throw new TypeError('a merge patch that is an object makes an object');
  if (sameJson(resource?.data, document)) return { kind: 'unchanged' };
  const problems = rules.checkDocument(document);
  if (problems.length > 0)
    return failed('validation_failed', 'The patched resource does not match its schema.', describe(problems));
  const bytes = storedBytes(document);
  if (bytes > MAX_DOCUMENT_BYTES) {
    return failed(
      'resource_too_large',
      `The patched resource would take ${bytes} bytes; it may take ${MAX_DOCUMENT_BYTES}.`,
    );
  }
  return { kind: 'changed', document };
}

/** Of one record's errors, more than these are only counted: 1000 records must fit one answer. */
export const MAX_ERRORS = 20;

/** A problem names its place, and names of fields may be as long as a document: the details of a failure are one item. */
export const MAX_ERROR_LENGTH = 500;

function describe(problems: readonly Problem[]): readonly string[] {
  const shown = problems
    .slice(0, MAX_ERRORS)
    .map(({ pointer, message }) =>
      shorten(`${pointer === '' ? '/' : pointer}: ${message}`, MAX_ERROR_LENGTH),
    );
  return problems.length > MAX_ERRORS
    ? [...shown, `... and at least ${problems.length - MAX_ERRORS} more`]
    : shown;
}

type Failed = Extract<Step, { kind: 'failed' }>;

function failed(code: FailureCode, message: string, errors: readonly string[] = []): Failed {
  return { kind: 'failed', failure: { code, message, errors, retryable: false } };
}

function otherVersion(currentVersion: number, wanted: number): Failed {
  const { failure } = failed(
    'version_mismatch',
    `The resource has version ${currentVersion}, not ${wanted}.`,
  );
  return { kind: 'failed', failure: { ...failure, currentVersion } };
}

/** May be sent again if its cause may: what was wrong is the cause's. */
function skipped({ index, retryable }: Blocker): Failed {
  const message = `It was skipped, because record ${index} failed before it.`;
  const { failure } = failed('skipped_after_failure', message);
  return { kind: 'failed', failure: { ...failure, retryable, causedBy: index } };
}
