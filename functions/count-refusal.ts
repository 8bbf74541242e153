import type { Metrics } from './domain/metrics.ts';
import type { Reply } from './http.ts';
import { isRefusal, REFUSAL_REASONS } from './refusal.ts';

/** Counts a call that was to make a batch and was refused, and gives its reply back. Faults of ours are none. */
export function countRefusal(metrics: Metrics, reply: Reply): Reply {
  if (isRefusal(reply)) metrics.add('BatchesRefused', 1, REFUSAL_REASONS[reply.kind]);
  return reply;
}
