import * as z from 'zod/mini';
import type { Delivery } from '../domain/lanes.ts';
import { decodeLane } from './lane-messages.ts';

/**
 * Numbers come as text.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-fifo-queues-message-event
 */
const count = z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number));
const sqsEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({
        MessageGroupId: z.string(),
        SentTimestamp: count,
        ApproximateReceiveCount: count,
      }),
    }),
  ),
});

/** What is needed of it. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** A Lambda handler for the event source; its answer names the messages that must be delivered again. */
export function sqsHandler(
  apply: (deliveries: readonly Delivery[], msLeft: number) => Promise<readonly string[]>,
) {
  /** Without a context, as in tests, time has no end. */
  return async (event: unknown, context?: LambdaContext) => {
    const failed = await apply(
      sqsEvent.parse(event).Records.map(({ messageId, body, attributes }) => ({
        messageId,
        groupId: attributes.MessageGroupId,
        lane: decodeLane(body),
        body,
        sentAt: attributes.SentTimestamp,
        receives: attributes.ApproximateReceiveCount,
      })),
      context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
