import * as z from 'zod';
import type { Answer, Call } from '../local/emulators/proxy.ts';
import type { Random } from './random.ts';

/** The messages that were received, and how many of them came again. */
export interface Messages {
  /** Takes note of what a receive gives; gives the answer as it is. */
  readonly note: (call: Call, answer: Answer) => Answer;
  /** Puts earlier messages of the same queue beside those of a receive. */
  readonly repeat: (call: Call, answer: Answer, random: Random) => Answer;
  /** Messages received again: those that the queue gave once more, and those put beside them. */
  readonly redeliveries: () => number;
}

const request = z.looseObject({ QueueUrl: z.string() });
const message = z.looseObject({
  MessageId: z.string(),
  Attributes: z.looseObject({ ApproximateReceiveCount: z.coerce.number() }),
});
type Message = z.infer<typeof message>;
const received = z.looseObject({ Messages: z.array(message).optional() });

/** Per queue. One that is taken out to make room is any, so that old ones are among those that stay. */
const MAX_KEPT = 400;
const MAX_REPEATED = 3;
/** What a receive gives at most. */
const MAX_MESSAGES = 10;

export function createMessages(random: Random): Messages {
  const keptOf = new Map<string, Message[]>();
  let redeliveries = 0;

  const read = ({ body }: Call, answer: Answer) => {
    const { QueueUrl } = request.parse(JSON.parse(body.toString()));
    const kept = keptOf.get(QueueUrl) ?? [];
    keptOf.set(QueueUrl, kept);
    const content = received.parse(JSON.parse(answer.body.toString()));
    return { kept, content, messages: content.Messages ?? [] };
  };

  const note: Messages['note'] = (call, answer) => {
    if (call.operation !== 'ReceiveMessage' || answer.status !== 200) return answer;
    const { kept, messages } = read(call, answer);
    for (const one of messages) {
      if (one.Attributes.ApproximateReceiveCount > 1) redeliveries += 1;
      kept.push(one);
      if (kept.length > MAX_KEPT) kept.splice(random.integer(0, kept.length - 1), 1);
    }
    return answer;
  };

  return {
    note,
    repeat: (call, answer, draw) => {
      if (answer.status !== 200) return answer;
      const { kept, content, messages } = read(call, answer);
      const there = new Set(messages.map(({ MessageId }) => MessageId));
      const others = kept.filter(({ MessageId }) => !there.has(MessageId));
      const wanted = Math.min(draw.integer(1, MAX_REPEATED), MAX_MESSAGES - messages.length);
      const again = new Set(Array.from({ length: others.length && wanted }, () => draw.pick(others)));
      if (again.size === 0) return answer;
      redeliveries += again.size;
      return {
        status: answer.status,
        body: Buffer.from(JSON.stringify({ ...content, Messages: [...messages, ...again] })),
      };
    },
    redeliveries: () => redeliveries,
  };
}
