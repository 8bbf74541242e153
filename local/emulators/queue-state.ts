// What the queue server says of its queues; shared by its process and those who ask it.
import * as z from 'zod';

const message = z.object({
  groupId: z.string(),
  /** Of a lane; absent for a message that is none. */
  batchId: z.string().optional(),
  records: z.number().optional(),
  externalId: z.string().optional(),
  receives: z.number(),
  state: z.enum(['visible', 'inFlight']),
  /** Milliseconds since the epoch. */
  sentAt: z.number(),
});
export type QueuedMessage = z.infer<typeof message>;

export const queueStates = z.array(
  z.object({
    name: z.string(),
    visible: z.number(),
    inFlight: z.number(),
    groupsInFlight: z.number(),
    /** Milliseconds since the epoch; null when the queue is empty. */
    oldestSentAt: z.number().nullable(),
    /** The oldest ones, as many as were asked for. */
    messages: z.array(message),
  }),
);
export type QueueState = z.infer<typeof queueStates>[number];

/** Asks the queue server, which takes no message for it. */
export async function askQueueStates(
  inspection: string,
  names: readonly string[],
  { messages }: { readonly messages: number },
): Promise<readonly QueueState[]> {
  const query = new URLSearchParams({ messages: String(messages) });
  for (const name of names) query.append('name', name);
  const response = await fetch(`${inspection}/queues?${query}`);
  if (!response.ok) throw new Error(`the queue server answered an inspection with ${response.status}`);
  return queueStates.parse(await response.json());
}
