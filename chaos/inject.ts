import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Answer, Call, Interception } from '../local/emulators/proxy.ts';
import type { Faults } from './faults.ts';
import type { Messages } from './messages.ts';
import type { Random } from './random.ts';

/** What one server says when it refuses a call, and how long its callers wait for it. */
export interface Service {
  readonly throttled: readonly string[];
  readonly failed: readonly string[];
  /** Milliseconds: longer than the functions' clients wait for an answer. */
  readonly late: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
export const DYNAMODB: Service = {
  throttled: [
    'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    'com.amazon.coral.availability#ThrottlingException',
  ],
  failed: ['com.amazonaws.dynamodb.v20120810#InternalServerError'],
  late: 2500,
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html */
export const SQS: Service = {
  throttled: ['com.amazonaws.sqs#RequestThrottled', 'com.amazon.coral.availability#ThrottlingException'],
  failed: ['com.amazon.coral.service#InternalFailure'],
  late: 5500,
};

export interface InjectionDeps {
  readonly faults: Faults;
  /** Kills some processes of the functions. */
  readonly kill: () => void;
  /** Messages that were received before, and may be received again. */
  readonly messages: Messages;
}

/** Lets the drawn faults befall the calls of a server. */
export function createInjection(service: Service, { faults, kill, messages }: InjectionDeps): Interception {
  return async (call) => {
    const drawn = faults.draw(call.operation);
    const pass = async () => messages.note(call, await call.forward());
    if (drawn === undefined) return await pass();
    const { fault, random } = drawn;
    switch (fault) {
      case 'throttled':
        faults.count(fault);
        return refusal(400, random.pick(service.throttled));
      case 'failed':
        faults.count(fault);
        return refusal(500, random.pick(service.failed));
      case 'lost':
        await pass();
        faults.count(fault);
        return undefined;
      case 'late':
        faults.count(fault);
        return await (random.chance(0.5) ? after(service.late, pass) : before(service.late, pass));
      case 'killed':
        faults.count(fault);
        // Half of them between the effect of a call and its answer.
        if (random.chance(0.5)) kill();
        else return await pass().finally(kill);
        return await pass();
      case 'unprocessed':
        return await inPart(call, random, () => faults.count(fault));
      case 'refused':
        return await refuseEntries(call, random, () => faults.count(fault));
      case 'swallowed':
        faults.count(fault);
        return swallow(call);
      case 'repeated':
        faults.count(fault);
        return messages.repeat(call, await pass(), random);
    }
  };
}

/** The call reaches the server when its caller has given up. */
async function after(milliseconds: number, pass: () => Promise<Answer>): Promise<Answer> {
  await sleep(milliseconds);
  return await pass();
}

/** The answer reaches the caller when it has given up. */
async function before(milliseconds: number, pass: () => Promise<Answer>): Promise<Answer> {
  const answer = await pass();
  await sleep(milliseconds);
  return answer;
}

function refusal(status: number, type: string): Answer {
  return answerWith({ __type: type, message: 'Injected by the fault run.' }, status);
}

function answerWith(body: object, status = 200): Answer {
  return { status, body: Buffer.from(JSON.stringify(body)) };
}

function parse<T>(shape: z.ZodType<T>, { body }: { readonly body: Buffer }): T {
  return shape.parse(JSON.parse(body.toString()));
}

const perTable = z.record(z.string(), z.unknown());
const batchGet = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(z.unknown()) })),
});
const batchWrite = z.looseObject({ RequestItems: z.record(z.string(), z.array(z.unknown())) });

/** Holds back a part of a BatchGetItem or BatchWriteItem, at times all of it. */
async function inPart(call: Call, random: Random, count: () => void): Promise<Answer> {
  const isRead = call.operation === 'BatchGetItem';
  const request = isRead ? parse(batchGet, call) : parse(batchWrite, call);
  const done: [string, unknown][] = [];
  const left: [string, unknown][] = [];
  for (const [table, items] of Object.entries(request.RequestItems)) {
    const all = Array.isArray(items) ? items : items.Keys;
    const [taken, held] = split(all, random);
    const shape = (part: readonly unknown[]) => (Array.isArray(items) ? part : { ...items, Keys: part });
    if (taken.length > 0) done.push([table, shape(taken)]);
    if (held.length > 0) left.push([table, shape(held)]);
  }
  if (left.length === 0) return await call.forward();
  const unprocessed = { [isRead ? 'UnprocessedKeys' : 'UnprocessedItems']: Object.fromEntries(left) };
  if (done.length === 0) {
    count();
    return answerWith({ ...(isRead && { Responses: {} }), ...unprocessed });
  }
  const answer = await call.forward(
    Buffer.from(JSON.stringify({ ...request, RequestItems: Object.fromEntries(done) })),
  );
  if (answer.status !== 200) return answer;
  count();
  return answerWith({ ...parse(perTable, answer), ...unprocessed });
}

function split<T>(items: readonly T[], random: Random): readonly [readonly T[], readonly T[]] {
  const held = new Set(items.filter(() => random.chance(0.5)));
  return [items.filter((item) => !held.has(item)), items.filter((item) => held.has(item))];
}

const entries = z.looseObject({ Entries: z.array(z.looseObject({ Id: z.string() })) });
const sent = z.looseObject({
  Successful: z.array(z.unknown()).optional(),
  Failed: z.array(z.unknown()).optional(),
});

/** A SendMessageBatch of which SQS takes some messages, under HTTP 200. */
async function refuseEntries(call: Call, random: Random, count: () => void): Promise<Answer> {
  const request = parse(entries, call);
  const [taken, held] = split(request.Entries, random);
  if (held.length === 0) return await call.forward();
  const Failed = held.map(({ Id }) => ({
    Id,
    SenderFault: false,
    Code: 'InternalError',
    Message: 'Injected by the fault run.',
  }));
  count();
  if (taken.length === 0) return answerWith({ Successful: [], Failed });
  const answer = await call.forward(Buffer.from(JSON.stringify({ ...request, Entries: taken })));
  if (answer.status !== 200) return answer;
  const before = parse(sent, answer);
  return answerWith({ ...before, Failed: [...(before.Failed ?? []), ...Failed] });
}

/** A DeleteMessageBatch that is answered and did nothing: all of its messages come again. */
function swallow(call: Call): Answer {
  const { Entries } = parse(entries, call);
  return answerWith({ Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] });
}
