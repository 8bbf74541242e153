import { randomUUID } from 'node:crypto';
import type { FunctionPool } from '../functions/pool.ts';
import type { ScheduleSpec, StackSpec } from '../template/stack.ts';

export interface RunningSchedule {
  /** Invokes no more; what runs is the pool's to end. */
  readonly stop: () => void;
}

export interface ScheduleOptions {
  readonly spec: ScheduleSpec;
  readonly stack: Pick<StackSpec, 'accountId' | 'region'>;
  /** By a function's name. */
  readonly poolOf: (name: string) => FunctionPool;
}

/**
 * Invokes functions as a rule of EventBridge with a rate does: first when one interval is over, then after each,
 * whether or not the invocation before has ended.
 */
export function startSchedule({ spec, stack, poolOf }: ScheduleOptions): RunningSchedule {
  const invoke = () => {
    const event = JSON.stringify(toEvent(spec, stack, new Date()));
    // A pool never rejects, and tells of a failure itself.
    for (const { name } of spec.functions) void poolOf(name).invoke(event);
  };
  const timer = setInterval(invoke, spec.intervalMs);
  return { stop: () => clearInterval(timer) };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function toEvent({ arn }: ScheduleSpec, { accountId, region }: ScheduleOptions['stack'], now: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [arn],
    detail: {},
  };
}
