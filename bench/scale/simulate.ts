import type { Constraint, Stage } from './constraint.ts';
import { constraintsOf, ownSeconds, submitSeconds } from './constraints.ts';
import type { Deployment } from './deployment.ts';
import { LIMITS } from './limits.ts';
import type { Load } from './load.ts';
import { type Curve, quantile, waits } from './waits.ts';
import { workOf } from './work.ts';

/** What became of a load. Batches are a fluid here: there are parts of them. */
export interface Outcome {
  /** Batches that were answered 202, and those that were answered 429. */
  readonly accepted: number;
  readonly refused: number;
  /** Of those accepted: final when the load ended, and when all was over. */
  readonly finalAtEnd: number;
  readonly final: number;
  /** Batches per second that became final while the load lasted. */
  readonly throughput: number;
  /** Messages in the queues when the load ended, and batches that wait for the sweeper. */
  readonly backlog: number;
  readonly unsent: number;
  /** From the load's end until the last batch is final, in seconds. */
  readonly drain: number;
  /** Seconds from a request to the end of its batch. */
  readonly toFinal: { readonly p50: number; readonly p99: number };
  /** The tightest first, as they are when the load ends. */
  readonly limits: readonly Utilisation[];
}

export interface Utilisation {
  readonly constraint: Constraint;
  /** Batches per second that it lets pass. */
  readonly capacity: number;
  /** The load over the capacity. */
  readonly used: number;
}

/** A submission sends for so long, and leaves the rest to the sweeper. */
const SEND_SECONDS = 12;
/** Batches that the sweeper of a stack brings into the queue. */
export const SWEPT_A_MINUTE = 100;
/** The longest that SQS keeps a message. */
const LONGEST_SECONDS = 14 * 24 * 60 * 60;
const NOTHING = 1e-6;

/**
 * Lets a load flow through a deployment, tick by tick: accepted, sent, applied, each as fast as the tightest limit of its
 * stage lets it, and drained when the load is over.
 * @param tick seconds
 */
export function simulate(load: Load, deployment: Deployment, tick = 1): Outcome {
  const constraints = constraintsOf(load, deployment, workOf(load));
  const byStage = Map.groupBy(constraints, ({ stage }) => stage);
  const most = (stage: Stage, second: number) =>
    tick * Math.min(...(byStage.get(stage) ?? []).map((one) => one.batchesPerSecond(second)));
  const flow: Flow = { accepted: 0, refused: 0, waiting: 0, left: 0, sent: 0, applied: 0, hot: 0 };
  const curves = { accepted: [] as number[], applied: [] as number[], hot: [] as number[] };
  let atEnd: Flow | undefined;
  let second = 0;
  for (; second < load.seconds || flow.accepted - finalOf(flow, load) > NOTHING; second += tick) {
    if (second > LONGEST_SECONDS) throw new Error('the load is not final when SQS forgets its messages');
    if (second < load.seconds) {
      const came = load.batchesPerSecond * Math.min(tick, load.seconds - second);
      accept(flow, came, most('accept', second));
    } else atEnd ??= { ...flow };
    send(flow, most('send', second), (SWEPT_A_MINUTE / 60) * deployment.cells * tick, SEND_SECONDS / tick);
    apply(flow, most('apply', second), most('hot', second), isHidden(flow, load, deployment));
    curves.accepted.push(flow.accepted);
    curves.applied.push(flow.applied);
    curves.hot.push(flow.hot);
  }
  const end = atEnd ?? flow;
  return {
    accepted: flow.accepted,
    refused: flow.refused,
    finalAtEnd: finalOf(end, load),
    final: finalOf(flow, load),
    throughput: finalOf(end, load) / load.seconds,
    backlog: (end.sent - end.applied) * load.resources + (end.sent - end.hot) * load.hotShare,
    unsent: end.waiting + end.left,
    drain: Math.max(0, second - load.seconds),
    toFinal: timesOf(load, deployment, curves, tick),
    limits: utilisations(constraints, load),
  };
}

/** How many batches there have been in all, or are, after a tick. */
interface Flow {
  accepted: number;
  refused: number;
  /** Whose submission is sending. */
  waiting: number;
  /** Left to the sweeper. */
  left: number;
  sent: number;
  /** All but the lane of the hot resource, and that lane. */
  applied: number;
  hot: number;
}

function accept(flow: Flow, came: number, most: number): void {
  const taken = Math.min(came, most);
  flow.accepted += taken;
  flow.refused += came - taken;
  flow.waiting += taken;
}

function send(flow: Flow, most: number, sweptMost: number, ticksOfSending: number): void {
  const first = Math.min(flow.waiting, most);
  const late = Math.max(0, flow.waiting - first - most * ticksOfSending);
  flow.waiting -= first + late;
  flow.left += late;
  const swept = Math.min(flow.left, most - first, sweptMost);
  flow.left -= swept;
  flow.sent += first + swept;
}

function apply(flow: Flow, most: number, hotMost: number, hidden: boolean): void {
  flow.applied += Math.min(flow.sent - flow.applied, most, hidden ? hotMost : most);
  flow.hot += Math.min(flow.sent - flow.hot, hotMost);
}

/** Behind so many messages of one group the queue sees no others: they come up as fast as that group goes. */
function isHidden({ sent, hot }: Flow, { hotShare }: Load, { cells, queues }: Deployment): boolean {
  return (sent - hot) * hotShare >= LIMITS.fifoLookAhead.value * queues * cells;
}

function finalOf({ applied, hot }: Flow, { hotShare }: Load): number {
  return (1 - hotShare) * applied + hotShare * Math.min(applied, hot);
}

function timesOf(
  load: Load,
  deployment: Deployment,
  { accepted, applied, hot }: Readonly<Record<'accepted' | 'applied' | 'hot', Curve>>,
  tick: number,
): Outcome['toFinal'] {
  const work = workOf(load);
  const submit = submitSeconds(deployment, work);
  const own = ownSeconds(deployment, work);
  const hotWaits = waits(accepted, hot, tick);
  const times = waits(accepted, applied, tick).flatMap(({ seconds, batches }, at) => {
    const hotSeconds = Math.max(seconds, hotWaits[at]?.seconds ?? 0);
    return [
      { seconds: submit + Math.max(own, seconds), batches: batches * (1 - load.hotShare) },
      { seconds: submit + Math.max(own, hotSeconds), batches: batches * load.hotShare },
    ];
  });
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

function utilisations(constraints: readonly Constraint[], load: Load): readonly Utilisation[] {
  return constraints
    .map((constraint) => {
      const capacity = constraint.batchesPerSecond(load.seconds);
      return { constraint, capacity, used: load.batchesPerSecond / capacity };
    })
    .sort((one, other) => other.used - one.used);
}
