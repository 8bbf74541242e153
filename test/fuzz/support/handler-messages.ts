// What the fuzz run and the process of the handlers say to each other; events and answers travel as JSON text.
import * as z from 'zod';

/** The functions that the process is to load. */
export const loaded = z.array(z.object({ name: z.string(), code: z.string() }));

export const invocation = z.object({ name: z.string(), event: z.string() });

export const done = z.object({
  kind: z.literal('done'),
  payload: z.string().optional(),
  /** Stack of what the handler threw in place of an answer. */
  threw: z.string().optional(),
  /** Of all threads of the process, while the handler ran. */
  cpuMs: z.number(),
  /** Operations that a server carried out meanwhile and that may have written. */
  writes: z.array(z.string()),
  /** Names that prototypes have now and had not at the start. */
  added: z.array(z.string()),
  /** The most memory that the process has had since it began. */
  peakMb: z.number(),
});
export type Done = z.infer<typeof done>;

export const message = z.discriminatedUnion('kind', [z.object({ kind: z.literal('ready') }), done]);
