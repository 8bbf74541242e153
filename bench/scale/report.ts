import type { Compared } from './calibrate.ts';
import { DEFAULT, type Deployment } from './deployment.ts';
import type { Load } from './load.ts';
import type { Prediction, Predictions, UnevenPrediction } from './predict.ts';
import type { Outcome, Utilisation } from './simulate.ts';

type Row = readonly string[];

/** What the model says, as the tables of `docs/scale.md`. */
export function formatPredictions({ full, small, uneven }: Predictions): readonly string[] {
  return [
    formatLadder(full, small),
    formatDeployed([...small, ...full]),
    formatRecommended([...small, ...full]),
    formatUneven(uneven),
  ];
}

export function formatCompared(compared: readonly Compared[]): string {
  const rows = compared.map(({ name, predicted, measured, ratio: { median, least, most } }) => [
    name,
    whole(predicted),
    whole(measured),
    `${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`,
  ]);
  return table(['batches', 'predicted, ms', 'measured, ms', 'predicted over measured'], rows);
}

/** What is further off than that is of no interest. */
const MOST_BATCHES_PER_SECOND = 10_000;

/** The limits of the stack as it deploys, in the order in which a load that grows comes to them. */
function formatLadder([ofFull]: readonly Prediction[], [ofSmall]: readonly Prediction[]): string {
  const rows = (ofFull?.asDeployed.limits ?? [])
    .filter(({ capacity }) => capacity < MOST_BATCHES_PER_SECOND)
    .map((one) => {
      const same = ofSmall?.asDeployed.limits.find((other) => nameOf(other) === nameOf(one));
      return [nameOf(one), rate(same?.capacity ?? Number.NaN), rate(one.capacity), one.constraint.limit.kind];
    });
  return table(['limit', 'batches/s × 50', 'batches/s × 1000', 'kind'], rows);
}

function formatDeployed(predictions: readonly Prediction[]): string {
  const rows = predictions.map(({ load, asDeployed }) => [
    cameOf(load),
    rate(asDeployed.throughput),
    rate(asDeployed.refused / load.seconds),
    duration(asDeployed.toFinal.p50),
    duration(asDeployed.toFinal.p99),
    firstOf(asDeployed),
  ]);
  return table(['batches/s × patches', 'final/s', '429/s', 'p50', 'p99', 'gives first'], rows);
}

function formatRecommended(predictions: readonly Prediction[]): string {
  const rows = predictions.map(({ load, recommended, asRecommended, dollarsAnHour }) => [
    cameOf(load),
    rate(asRecommended.throughput),
    duration(asRecommended.toFinal.p50),
    duration(asRecommended.toFinal.p99),
    changesOf(recommended).join('; ') || 'nothing',
    nearestOf(asRecommended),
    whole(dollarsAnHour),
  ]);
  return table(
    ['batches/s × patches', 'final/s', 'p50', 'p99', 'to set', 'nearest limit', '$ an hour'],
    rows,
  );
}

function formatUneven(predictions: readonly UnevenPrediction[]): string {
  const rows = predictions.map(({ name, load, outcome }) => [
    name,
    cameOf(load),
    rate(outcome.throughput),
    duration(outcome.toFinal.p50),
    duration(outcome.toFinal.p99),
    firstOf(outcome),
  ]);
  return table(['load', 'batches/s × patches', 'final/s', 'p50', 'p99', 'gives first'], rows);
}

/** What is not as it deploys when nothing is set. */
function changesOf(deployment: Deployment): readonly string[] {
  const { warm } = deployment;
  const told: readonly (readonly [(one: Deployment) => number, string])[] = [
    [(one) => one.cells, `${deployment.cells} stacks`],
    [(one) => one.queues, `${deployment.queues} queues in each`],
    [(one) => one.resourceShards, `\`SHARDS\` ${deployment.resourceShards}`],
    [(one) => one.consumerConcurrency, `\`consumerConcurrency\` ${deployment.consumerConcurrency}`],
    [(one) => one.requestsPerSecond, `\`requestsPerSecond\` ${deployment.requestsPerSecond}`],
    [(one) => one.warm.resources, `Resources warm for ${whole(warm.resources)}`],
    [(one) => one.warm.batches, `Batches for ${whole(warm.batches)}`],
    [(one) => one.tableThroughput, `quota of a table ${whole(deployment.tableThroughput)}`],
    [(one) => one.concurrency, `of Lambda ${whole(deployment.concurrency)}`],
    [(one) => one.apiRequests, `of the API ${whole(deployment.apiRequests)}`],
  ];
  return told.filter(([of]) => of(deployment) !== of(DEFAULT)).map(([, text]) => text);
}

/** The tightest of the limits that the load exceeds. */
function firstOf({ limits: [tightest] }: Outcome): string {
  return tightest === undefined || tightest.used <= 1 ? 'nothing' : nameOf(tightest);
}

function nearestOf({ limits: [tightest] }: Outcome): string {
  return tightest === undefined ? 'none' : `${(100 * tightest.used).toFixed(0)} % of ${nameOf(tightest)}`;
}

function cameOf({ batchesPerSecond, patches }: Load): string {
  return `${whole(batchesPerSecond)} × ${patches}`;
}

function nameOf({ constraint: { limit, at } }: Utilisation): string {
  return `${limit.name} (${at})`;
}

function table(head: Row, rows: readonly Row[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(0)} h`;
}

function rate(perSecond: number): string {
  return perSecond < 10 ? String(Number(perSecond.toFixed(1))) : whole(perSecond);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
