import { PRICES } from '../../lib/prices.ts';
import type { Counts } from './count-calls.ts';

/** What a part of a batch costs. */
export interface Part {
  readonly name: string;
  readonly calls: number;
  readonly units: number;
  /** USD per million patches. */
  readonly perMillion: number;
}

/** What calls are for, in the order of the flow; every call that is counted has to be here. */
export type CallNames = Readonly<Record<string, { readonly name: string; readonly price: number }>>;

const PATCHLANE_CALLS: CallNames = {
  'Batches PutItem': { name: 'payload and header, written', price: PRICES.writeUnit },
  'SQS SendMessageBatch': { name: 'lanes, sent', price: PRICES.fifoRequest },
  'SQS ReceiveMessage': { name: 'lanes, received', price: PRICES.fifoRequest },
  'SQS DeleteMessageBatch': { name: 'lanes, deleted', price: PRICES.fifoRequest },
  'Resources BatchGetItem': { name: 'resources, read', price: PRICES.readUnit },
  'Batches BatchGetItem': { name: 'headers, read', price: PRICES.readUnit },
  'Resources PutItem': { name: 'resources, written', price: PRICES.writeUnit },
  'Batches UpdateItem': { name: 'ledger and status, written', price: PRICES.writeUnit },
};

export interface Priced {
  /** In all batches that were counted. */
  readonly patches: number;
  /** Default 1. */
  readonly batches?: number;
  /** Default those of Patchlane. */
  readonly names?: CallNames;
}

/** The parts of what batches cost, without the time that functions take. */
export function priceOf(
  counts: Counts,
  { patches, batches = 1, names = PATCHLANE_CALLS }: Priced,
): readonly Part[] {
  const scale = 1e6 / patches;
  const parts = [...counts].map(([key, { calls, units }]): Part => {
    const known = names[key];
    if (known === undefined) throw new Error(`${key} has no price`);
    return { name: known.name, calls, units, perMillion: units * known.price * scale };
  });
  const receives = counts.get('SQS ReceiveMessage')?.calls ?? 0;
  const invocations = batches + receives;
  return [
    {
      name: 'request to the API',
      calls: batches,
      units: batches,
      perMillion: batches * PRICES.apiRequest * scale,
    },
    ...merged(parts, names),
    {
      name: 'invocations of functions',
      calls: invocations,
      units: invocations,
      perMillion: invocations * PRICES.functionRequest * scale,
    },
  ];
}

/** In the order of the names. */
function merged(parts: readonly Part[], names: CallNames): readonly Part[] {
  const order = new Set(Object.values(names).map(({ name }) => name));
  return [...order].flatMap((name) => {
    const same = parts.filter((part) => part.name === name);
    if (same.length === 0) return [];
    const sum = (of: (part: Part) => number) => same.reduce((total, part) => total + of(part), 0);
    return [
      {
        name,
        calls: sum(({ calls }) => calls),
        units: sum(({ units }) => units),
        perMillion: sum(({ perMillion }) => perMillion),
      },
    ];
  });
}

/**
 * Memory with which a function has one processor whole; the price goes by memory and time.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const PROCESSOR_GB = 1769 / 1024;

/** What functions cost per million patches if they did nothing but compute; those that wait for their calls cost more. */
export function priceOfProcessor(milliseconds: number, patches: number): number {
  return (milliseconds / 1000) * PROCESSOR_GB * PRICES.functionGbSecond * (1e6 / patches);
}

export function totalOf(parts: readonly Part[]): number {
  return parts.reduce((total, { perMillion }) => total + perMillion, 0);
}
