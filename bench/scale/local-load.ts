import { runAll } from '../calls.ts';
import { documentsOf, patchesOf, SEPARATE } from '../cost/shapes.ts';
import type { Final, Patchlane, Sent } from '../patchlane.ts';
import type { Batch } from './work.ts';

/** So many batches as fast as callers get their answers. */
export interface Burst extends Omit<Batch, 'documentBytes'> {
  readonly name: string;
  readonly batches: number;
  /** Whether they are all of one tenant, and so of the same resources. */
  readonly hot: boolean;
}

/** What a burst took, in milliseconds. */
export interface Took {
  /** From the first request to the end of the last batch. */
  readonly all: number;
  /** The least that a request waited for its answer. */
  readonly answer: number;
  /** From the first outcome to the last. */
  readonly applying: number;
}

/** Creates the resources that bursts patch: the same for those of as many resources. */
export async function prepare({ submit, untilFinal }: Patchlane, bursts: readonly Burst[], callers: number) {
  const tenants = new Map(
    bursts.flatMap((burst) => namesOf(burst, callers).map((tenant) => [tenant, burst.resources] as const)),
  );
  for (const [tenant, resources] of tenants)
    await untilFinal(await submit(tenant, 'POST', documentsOf({ ...SEPARATE, resources })));
}

/** @param sentBefore batches, so that no two say the same */
export async function send(
  { submit, untilFinal }: Patchlane,
  burst: Burst,
  callers: number,
  sentBefore: number,
): Promise<Took> {
  const tenants = namesOf(burst, callers);
  const sent: Sent[] = [];
  const jobs = Array.from({ length: burst.batches }, (_, at) => async () => {
    const patches = patchesOf({ ...SEPARATE, resources: burst.resources }, sentBefore + at);
    const tenant = tenants[at % tenants.length] ?? '';
    sent.push(await submit(tenant, 'PATCH', patches.slice(0, burst.patches)));
  });
  await runAll(jobs, callers);
  const finals: Final[] = [];
  for (const one of sent) finals.push(await untilFinal(one));
  const end = Math.max(...finals.map(({ completedAt }) => completedAt));
  return {
    all: end - Math.min(...sent.map(({ sentAt }) => sentAt)),
    answer: Math.min(...sent.map(({ sentAt, answeredAt }) => answeredAt - sentAt)),
    applying: end - Math.min(...finals.map(({ startedAt }) => startedAt)),
  };
}

function namesOf({ resources, hot }: Burst, callers: number): readonly string[] {
  return Array.from({ length: hot ? 1 : callers }, (_, at) => `scale-${resources}-${at}`);
}
