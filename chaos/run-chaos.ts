import { atOnce } from '../demo/at-once.ts';
import type { Progress } from '../demo/progress.ts';
import type { Fault, Faults } from './faults.ts';
import { verifyLife } from './life.ts';
import { type EndedBatch, NEVER, type SendDeps, sendAll, type WriteTo } from './send.ts';
import type { Site } from './site.ts';
import { type Violation, verifyBatch, verifyResource } from './verify.ts';
import type { Workload } from './workload.ts';

export interface RunChaosDeps extends SendDeps {
  readonly site: Pick<Site, 'restart' | 'quiet' | 'counts'>;
  readonly faults: Faults;
  readonly progress: Progress;
}

export interface ChaosResult {
  readonly batches: number;
  readonly patches: number;
  readonly singles: number;
  /** Single writes that got no clear answer. */
  readonly unclear: number;
  readonly resources: number;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly kills: number;
  readonly restarts: number;
  readonly redeliveries: number;
  /** Records that ended with a fault of ours, and were sent again. */
  readonly retried: number;
  /** Records with `outcome_unknown`. */
  readonly unknown: number;
  readonly cancelled: number;
  readonly seconds: number;
  readonly violations: readonly Violation[];
}

const READS_AT_ONCE = 8;

/** Sends the workload while faults happen, waits until all of it came to its end, and holds what is there against it. */
export async function runChaos(deps: RunChaosDeps, workload: Workload): Promise<ChaosResult> {
  const { faults, site, now } = deps;
  const startedAt = now();
  faults.turn('on');
  const line = deps.progress.start('patches', workload.patches);
  const sent = await sendAll(deps, workload, line);
  faults.turn('off');
  const batches = await Promise.all(sent.open);
  line.end(`${workload.patches} in ${batches.length} batches`);
  await site.quiet();
  const writes = [...batches.flatMap(toWrites), ...sent.singles];
  const resources = await verifyResources(deps, workload, writes);
  const lives = await atOnce(READS_AT_ONCE, sent.lives, async (life) =>
    verifyLife(life, await deps.client.read(life.cellId)),
  );
  const reported = batches.flatMap(({ outcome }) => outcome.patches.map((patch) => patch.reported));
  return {
    batches: batches.length,
    patches: workload.patches,
    singles: sent.singles.length + sent.lives.reduce((sum, { written }) => sum + written, 0),
    unclear:
      sent.singles.filter(({ endedAt }) => endedAt === NEVER).length +
      sent.lives.filter(({ isUnclear }) => isUnclear).length,
    resources: workload.externalIds.length + sent.lives.length,
    faults: faults.counts(),
    ...site.counts(),
    retried: batches.reduce((sum, { outcome }) => sum + outcome.retried, 0),
    unknown: reported.filter((one) => one === 'unclear').length,
    cancelled: reported.filter((one) => one === 'cancelled').length,
    seconds: (now() - startedAt) / 1000,
    violations: [
      ...batches.flatMap(({ outcome }) => verifyBatch(outcome)),
      ...resources.flat(),
      ...lives.flat(),
    ],
  };
}

function toWrites({ outcome, startedAt, endedAt }: EndedBatch): readonly WriteTo[] {
  const lanes = Map.groupBy(outcome.patches, ({ patch }) => patch.externalId);
  return [...lanes].map(([externalId, patches]) => ({
    id: outcome.id,
    externalId,
    startedAt,
    endedAt,
    patches,
  }));
}

/** Those that must not be there, too. */
async function verifyResources(
  { client, progress }: RunChaosDeps,
  { externalIds }: Workload,
  writes: readonly WriteTo[],
): Promise<readonly (readonly Violation[])[]> {
  const known = new Set(externalIds);
  const writesTo = Map.groupBy(writes, ({ externalId }) => externalId);
  const line = progress.start('read back', writesTo.size);
  const verified = await atOnce(READS_AT_ONCE, [...writesTo], async ([externalId, itsWrites]) => {
    const stored = await client.read(externalId);
    if (known.has(externalId)) return verifyResource(externalId, itsWrites, stored);
    return stored === undefined ? [] : [{ kind: 'wrong', what: `${externalId} is there` } as const];
  });
  line.end(`${writesTo.size} resources`);
  return verified;
}
