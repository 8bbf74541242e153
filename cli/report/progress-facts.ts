import { NO_OUTCOMES, type Outcomes, recordsOf } from '../outcomes.ts';
import { duration, shortCount } from './words.ts';

/** What of a run an earlier one had done: it tells nothing about the pace. */
export interface EarlierWork {
  readonly records: number;
  /** How much of the whole, 0 to 1. */
  readonly done: number;
}

/** What there is to say while something is under way. */
export interface ProgressFacts {
  /** @param done how much of it, 0 to 1; undefined when nobody knows */
  readonly update: (outcomes: Outcomes, done: number | undefined, earlier?: EarlierWork) => void;
  readonly done: () => number | undefined;
  /** In at most so many columns: what comes last is left out first. */
  readonly text: (columns?: number) => string;
}

export const NOTHING_EARLIER: EarlierWork = { records: 0, done: 0 };

/** @param now milliseconds since some moment */
export function createProgressFacts(now: () => number): ProgressFacts {
  let startedAt = now();
  let latest = { outcomes: NO_OUTCOMES, done: undefined as number | undefined, earlier: NOTHING_EARLIER };
  return {
    update: (outcomes, done, earlier = NOTHING_EARLIER) => {
      // The time of what was only looked up is no time of work.
      const isAllEarlier = recordsOf(outcomes) === earlier.records;
      if (isAllEarlier && earlier.records > latest.earlier.records) startedAt = now();
      latest = { outcomes, done, earlier };
    },
    done: () => latest.done,
    text: (columns = Number.POSITIVE_INFINITY) => {
      const { outcomes, done, earlier } = latest;
      const seconds = (now() - startedAt) / 1000;
      const facts = [
        `${percentOf(done)}${shortCount(recordsOf(outcomes))}: ${shortCount(outcomes.applied)} applied`,
        `${shortCount(outcomes.unchanged)} unchanged`,
        `${shortCount(outcomes.failed)} failed`,
        ...(outcomes.cancelled === 0 ? [] : [`${shortCount(outcomes.cancelled)} cancelled`]),
        `${shortCount(rateOf(recordsOf(outcomes) - earlier.records, seconds))}/s`,
        ...timeLeft(seconds, done, earlier),
      ];
      while (facts.length > 1 && facts.join(', ').length > columns) facts.pop();
      return facts.join(', ');
    },
  };
}

/** `54% `, as wide at all times. */
function percentOf(done: number | undefined): string {
  return done === undefined ? '' : `${`${Math.floor(done * 100)}%`.padStart(4)} `;
}

function rateOf(records: number, seconds: number): number {
  return seconds === 0 ? 0 : Math.round(records / seconds);
}

function timeLeft(seconds: number, done: number | undefined, earlier: EarlierWork): readonly string[] {
  if (done === undefined || done >= 1 || done <= earlier.done) return [];
  return [`${duration((seconds * (1 - done)) / (done - earlier.done))} left`];
}
