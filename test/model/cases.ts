// The full product (2 batches x 2 resources x 3 patches x 2 crashes x 2 duplicates) is too large to visit. These cases
// together have every kind of move, and of each kind several with others: what they do not have is all of them at once.

import type { Job } from './programs.ts';
import { type Case, documentOf, keyOf, submission } from './protocol-model.ts';

const ONE = [['c-1', 'change']] as const;
const TWO = [...ONE, ...ONE] as const;
/** One patch of each of two resources. */
const EACH = [...ONE, ['c-2', 'change']] as const;

/** So many batches of one patch each, all of one resource. */
const singles = (count: number) => Array.from({ length: count }, (_, at) => submission(at + 1, ONE));

const submit = (...made: Parameters<typeof submission>): Job => ({
  kind: 'submit',
  submission: submission(...made),
});
const CANCEL: Job = { kind: 'cancel', batch: keyOf(submission(1, ONE)) };
const PATCH: Job = { kind: 'write', method: 'PATCH', data: documentOf('c-1', 'change', 'w.0') };
const POST: Job = {
  kind: 'write',
  method: 'POST',
  data: { ...documentOf('c-1', 'change', 'w.0'), email: 'a@b.example' },
};

/** A lane in three messages, with what it is to do after a failure. */
const inParts = (first: 'change' | 'bad', onFailure: 'continue' | 'skipRest') => ({
  ...submission(1, [['c-1', first], ...TWO], { onFailure }),
  perMessage: 1,
});
const MIXED = submission(1, [...ONE, ['c-1', 'same'], ['c-1', 'bad']]);

/** Three patches of two resources. */
const THREE = [...TWO, ['c-2', 'change']] as const;

const onC1 = { existing: ['c-1'] };
const onBoth = { existing: ['c-1', 'c-2'] };

export const CASES: Readonly<Record<string, Case>> = {
  // Consumers that die or are overtaken, dead letters, their settling, and the way back.
  'one lane, deaths, a late one, dead letters and back': {
    ...onC1,
    accepted: [submission(1, TWO)],
    chances: { crashes: 2, timeouts: 1, redrives: 1 },
  },
  'one lane, calls that fail or are sent twice': {
    ...onC1,
    accepted: [submission(1, TWO)],
    chances: { faults: 3, timeouts: 1 },
  },
  'two lanes of one resource, deaths, a late one, dead letters': {
    ...onC1,
    accepted: singles(2),
    chances: { crashes: 2, timeouts: 1 },
  },
  'four lanes of one resource, and dead letters': {
    ...onC1,
    accepted: singles(4),
    chances: { crashes: 3 },
  },
  // What a marker may have let go: lanes of a resource that took in three others since.
  'four lanes of one resource, a late consumer': {
    ...onC1,
    accepted: singles(4),
    chances: { timeouts: 1 },
  },
  'four lanes of one resource, deaths, a dead letter that goes back': {
    ...onC1,
    accepted: singles(4),
    chances: { crashes: 2, redrives: 1 },
  },
  'four lanes of one resource, deaths, one sent again': {
    ...onC1,
    accepted: singles(4),
    chances: { crashes: 2, sweeps: 1 },
  },
  // What a patch may come to.
  'patches that change, change nothing and fail; and another batch': {
    ...onC1,
    accepted: [MIXED, submission(2, ONE)],
    chances: { crashes: 1, timeouts: 1 },
  },
  'the same in one invocation': {
    ...onC1,
    accepted: [MIXED, submission(2, ONE)],
    chances: { timeouts: 1 },
    deliversAll: true,
  },
  // Two resources.
  'two batches of two resources, two deaths': {
    ...onBoth,
    accepted: [submission(1, EACH), submission(2, EACH)],
    chances: { crashes: 2 },
  },
  'two batches of two resources, a late consumer': {
    ...onBoth,
    accepted: [submission(1, EACH), submission(2, EACH)],
    chances: { timeouts: 1 },
  },
  'two batches of two resources, two faults': {
    ...onBoth,
    accepted: [submission(1, EACH), submission(2, EACH)],
    chances: { faults: 2 },
  },
  'two batches of two resources in one invocation, a death': {
    ...onBoth,
    accepted: [submission(1, EACH), submission(2, EACH)],
    chances: { crashes: 1 },
    deliversAll: true,
  },
  'a resource that is there and one that is not': {
    ...onC1,
    accepted: [submission(1, [...EACH, ['c-1', 'same']])],
    chances: { crashes: 1, timeouts: 1 },
  },
  // Submitting, sending again, the same request twice.
  'a batch is submitted, two sweepers, a death': {
    ...onC1,
    calls: [submit(1, ONE)],
    chances: { crashes: 1, sweeps: 2 },
  },
  'two batches of three patches are submitted at once': {
    ...onBoth,
    calls: [
      submit(1, [...ONE, ['c-1', 'same'], ['c-2', 'change']]),
      submit(2, [['c-2', 'change'], ['c-1', 'bad'], ...ONE]),
    ],
  },
  'two batches are submitted at once, and a sweeper': {
    ...onC1,
    calls: [submit(1, ONE), submit(2, ONE)],
    chances: { sweeps: 1 },
  },
  'two batches of one resource, each twice': {
    ...onC1,
    accepted: [submission(1, ONE), submission(2, [...ONE, ['c-1', 'bad']])],
    chances: { sweeps: 2 },
  },
  'one lane three times, two deaths': {
    ...onC1,
    accepted: singles(1),
    chances: { crashes: 2, sweeps: 2 },
  },
  'one lane twice, a death, a late consumer': {
    ...onC1,
    accepted: singles(1),
    chances: { crashes: 1, sweeps: 1, timeouts: 1 },
  },
  'the same request twice, a death': {
    ...onC1,
    calls: [1, 2].map((nth) => sameRequest(nth)),
    chances: { crashes: 1 },
  },
  'the same request twice, a fault': {
    ...onC1,
    calls: [1, 2].map((nth) => sameRequest(nth)),
    chances: { faults: 1 },
  },
  // Others who write meanwhile.
  'a cancel, dead letters and back': {
    ...onC1,
    accepted: [submission(1, TWO)],
    calls: [CANCEL],
    chances: { crashes: 1, timeouts: 1, redrives: 1 },
  },
  'a cancel of a lane in three messages, a late consumer': {
    ...onC1,
    accepted: [inParts('change', 'continue')],
    calls: [CANCEL],
    chances: { timeouts: 1 },
    deliversAll: true,
  },
  'a cancel and a write': {
    ...onC1,
    accepted: [submission(1, TWO)],
    calls: [CANCEL, PATCH],
    chances: { timeouts: 1 },
  },
  'a write, a fault, a late consumer': {
    ...onC1,
    accepted: [submission(1, TWO)],
    calls: [PATCH],
    chances: { faults: 1, timeouts: 1 },
  },
  'a resource that is created meanwhile': {
    existing: [],
    accepted: singles(1),
    calls: [POST],
    chances: { crashes: 1, timeouts: 1 },
  },
  // A lane in several messages.
  'a lane in three messages that skips the rest, a death, a late consumer': {
    ...onC1,
    accepted: [inParts('bad', 'skipRest')],
    chances: { crashes: 1, timeouts: 1 },
  },
  'the same in one invocation, a late consumer': {
    ...onC1,
    accepted: [inParts('bad', 'skipRest')],
    chances: { timeouts: 1 },
    deliversAll: true,
  },
  'a lane in three messages, dead letters': {
    ...onC1,
    accepted: [inParts('change', 'continue')],
    chances: { crashes: 2 },
  },
};

/** Cases of which only the nearest states are visited, if they have more than the search may visit. */
export const LARGE_CASES: Readonly<Record<string, Case>> = {
  'two batches of three patches of two resources, two deaths, a duplicate': {
    ...onBoth,
    accepted: [submission(1, THREE), submission(2, THREE)],
    chances: { crashes: 2, sweeps: 1 },
  },
  'four lanes of one resource, a death, a late consumer': {
    ...onC1,
    accepted: singles(4),
    chances: { crashes: 1, timeouts: 1 },
  },
  'one lane, a death, three late consumers': {
    ...onC1,
    accepted: [submission(1, TWO)],
    chances: { crashes: 1, timeouts: 3 },
  },
  'one lane three times, a death, a late consumer': {
    ...onC1,
    accepted: singles(1),
    chances: { crashes: 1, sweeps: 2, timeouts: 1 },
  },
  'two lanes of one resource, deaths, a late one, dead letters and back': {
    ...onC1,
    accepted: singles(2),
    chances: { crashes: 2, timeouts: 1, redrives: 1 },
  },
  'two lanes of one resource, a death, two late consumers': {
    ...onC1,
    accepted: singles(2),
    chances: { crashes: 1, timeouts: 2 },
  },
  'two batches of two resources, a death, a late consumer': {
    ...onBoth,
    accepted: [submission(1, EACH), submission(2, EACH)],
    chances: { crashes: 1, timeouts: 1 },
    deliversAll: true,
  },
  'two batches are submitted at once, a death, a sweeper, a cancel, a write': {
    ...onC1,
    calls: [submit(1, ONE), submit(2, ONE), CANCEL, PATCH],
    chances: { crashes: 1, sweeps: 1 },
  },
  'a lane in three messages that skips the rest, all at once or not': {
    ...onC1,
    accepted: [inParts('bad', 'skipRest')],
    chances: { crashes: 1, timeouts: 1 },
    deliversAll: true,
  },
};

function sameRequest(nth: number): Job {
  const { resources } = submission(1, ONE);
  return submit(nth, ONE, { resources, idempotencyKey: 'key' });
}

/** What is known to go wrong. */
export const GAPS: readonly (readonly [name: string, small: Case, problem: string])[] = [
  [
    'a part of a lane that goes back to the queue comes after the parts behind it',
    { ...onC1, accepted: [inParts('change', 'continue')], chances: { crashes: 2, redrives: 1 } },
    'c-1: out of order: 1.0,1.2,1.1',
  ],
  [
    'who comes to a lane too late leaves the details of its own decision, after the batch has ended',
    { ...onC1, accepted: [submission(1, [['c-1', 'bad']])], chances: { timeouts: 2 }, keepsDetails: true },
    'batch 1 had ended: record 0 was validation_failed, is retries_exhausted',
  ],
];
