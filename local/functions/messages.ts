// What the local run and a function's process say to each other. Events and results travel as JSON text, as they do
// between Lambda and its runtime, so that a Date or an undefined cannot slip through.
// By `zod/mini`, because every process of a function loads this.
import * as z from 'zod/mini';

export const invocation = z.object({
  requestId: z.string(),
  /** The X-Ray trace header of the invocation. */
  trace: z.string(),
  event: z.string(),
  /** When the function is killed, in milliseconds since the epoch. */
  deadline: z.number(),
  arn: z.string(),
});
export type Invocation = z.infer<typeof invocation>;

const failure = { errorType: z.string(), errorMessage: z.string() };
export const reply = z.discriminatedUnion('kind', [
  /** The bundle is loaded. */
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('init-failed'), ...failure }),
  /** `cpuMs` is what the invocation took of a processor, in all threads. */
  z.object({ kind: z.literal('returned'), payload: z.string(), cpuMs: z.number() }),
  z.object({ kind: z.literal('threw'), ...failure }),
]);
export type Reply = z.infer<typeof reply>;
