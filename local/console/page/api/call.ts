import * as z from 'zod';

/** A call that was answered with a refusal, or not at all. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** 0: there was no answer. */
  readonly status: number;
  /** Each problem of a refused request, as the API words it. */
  readonly problems: readonly string[];

  constructor(message: string, status: number, problems: readonly string[] = [], cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.problems = problems;
  }
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly token?: string;
  /** Sent as JSON; text goes as it is. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const refusal = z.object({ message: z.string(), errors: z.array(z.string()).optional() });

/** Gives the body of an answer as `shape` has it; rejects with a CallError, or with the reason of an abort. */
export async function call<T>(path: string, shape: z.ZodType<T>, options: Call = {}): Promise<T> {
  const { method = 'GET', token, body, signal } = options;
  const response = await fetch(path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new CallError('The local run does not answer.', 0, [], error);
  });
  const answer: unknown = await response.json().catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new CallError(
      `${method} ${path} was answered with ${response.status} and no JSON.`,
      response.status,
      [],
      error,
    );
  });
  if (!response.ok) {
    const { data } = refusal.safeParse(answer);
    throw new CallError(data?.message ?? `Answered with ${response.status}.`, response.status, data?.errors);
  }
  return readAs(answer, shape, `${method} ${path}`);
}

/** Rejects what has not the shape that the console was written for. */
export function readAs<T>(answer: unknown, shape: z.ZodType<T>, request: string): T {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  throw new CallError(`${request} was answered with something else than expected.`, 200, [
    z.prettifyError(read.error),
  ]);
}
