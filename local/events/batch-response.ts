import * as z from 'zod';
import type { InvocationResult } from '../functions/process.ts';

const response = z
  .looseObject({
    batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullable();

/**
 * Says which of the messages a function has dealt with, so that they can be deleted.
 *
 * As Lambda reads it: no answer, `null` or an empty list is success of all; an answer that cannot be read, or that
 * names a message which was not in the batch, is failure of all.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function succeeded(
  messageIds: readonly string[],
  result: InvocationResult,
  reportBatchItemFailures: boolean,
): { readonly done: readonly string[]; readonly problem?: string } {
  if (result.kind === 'failed') return { done: [] };
  if (!reportBatchItemFailures) return { done: messageIds };
  const parsed = response.safeParse(parse(result.payload));
  if (!parsed.success)
    return { done: [], problem: 'the batch response cannot be read, so all of its messages failed' };
  const failures = parsed.data?.batchItemFailures ?? [];
  const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(messageIds);
  const foreign = [...failed].find((id) => !known.has(id));
  if (foreign !== undefined) {
    return {
      done: [],
      problem: `the batch response names ${foreign}, which was not in the batch, so all failed`,
    };
  }
  return { done: messageIds.filter((id) => !failed.has(id)) };
}

function parse(payload: string): unknown {
  return payload === '' ? null : JSON.parse(payload);
}
