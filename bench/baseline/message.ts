import * as z from 'zod';

const fields = z.record(z.string(), z.json());
export type Fields = z.infer<typeof fields>;

/** What is asked of the baseline in one call. */
export const request = z.object({ resources: z.array(fields).min(1).max(1000) });
export type Request = z.infer<typeof request>;

/** One patch on its way: its place in its batch, the resource, and what changes. */
export const message = z.object({
  batchId: z.string(),
  index: z.number().int(),
  resourceId: z.string(),
  patch: fields,
});
export type Message = z.infer<typeof message>;

/** The field that names the resource of a patch. */
export const ID_FIELD = 'contactId';
