import { ApiError } from '../errors.ts';
import type { BatchCalls } from './send-batch.ts';

/** The same calls, which tell how many submissions have no answer; one that is given up or aborted never has one. */
export function countUnanswered(calls: BatchCalls, onChange: (unanswered: number) => void): BatchCalls {
  let unanswered = 0;
  const change = (by: 1 | -1) => {
    unanswered += by;
    onChange(unanswered);
  };
  return {
    ...calls,
    submit: async (submission) => {
      change(1);
      try {
        const submitted = await calls.submit(submission);
        change(-1);
        return submitted;
      } catch (error) {
        if (error instanceof ApiError) change(-1);
        throw error;
      }
    },
  };
}
