import { askQueueStates } from '../emulators/queue-state.ts';
import type { QueueSpec } from '../template/stack.ts';

const MAX_MESSAGES = 100;

/** What waits in the queues, without taking any of it. */
export async function readQueues(inspection: string, queues: readonly QueueSpec[], now: number) {
  const names = queues.map(({ name }) => name);
  const states = await askQueueStates(inspection, names, { messages: MAX_MESSAGES });
  return {
    queues: states.map(({ name, visible, inFlight, oldestSentAt, messages }) => ({
      name,
      kind: kindOf(name, queues),
      visible,
      inFlight,
      oldestAgeSeconds: oldestSentAt === null ? null : Math.floor((now - oldestSentAt) / 1000),
      messages: messages.map(({ sentAt, ...message }) => ({
        ...message,
        sentAt: new Date(sentAt).toISOString(),
      })),
    })),
  };
}

/** The template tells them apart by where a message goes that failed too often. */
function kindOf(name: string, queues: readonly QueueSpec[]): 'patches' | 'deadLetters' | 'archive' {
  const policyOf = (queue: QueueSpec | undefined) => queue?.attributes['RedrivePolicy'];
  const own = queues.find((queue) => queue.name === name);
  if (policyOf(own) !== undefined) return 'patches';
  const isTarget = queues.some((queue) => own !== undefined && policyOf(queue)?.includes(`"${own.arn}"`));
  return isTarget ? 'deadLetters' : 'archive';
}
