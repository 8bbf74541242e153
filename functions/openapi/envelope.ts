import * as z from 'zod';
import type { Answer, AnswerHeader, Content } from './operation.ts';

/** An answer as `http.ts` makes it of a reply's data. */
export function dataAnswer(
  description: string,
  data: z.ZodType,
  example: unknown,
  headers: readonly AnswerHeader[] = [],
): Answer {
  return {
    description,
    headers,
    content: {
      'application/json': {
        schema: z.object({ success: z.literal(true), data }),
        example: { success: true, data: example },
      },
    },
  };
}

/** As the document has it: `examples`, because not every renderer reads `example`. */
export function mediaOf({ schema, example }: Content) {
  return example === undefined ? { schema } : { schema, examples: { example: { value: example } } };
}

/** A page of a list. */
export function pageOf(result: z.ZodType) {
  return z.object({
    results: z.array(result),
    pagination: z.object({
      hasNextPage: z.boolean(),
      cursor: z.string().nullable().meta({ description: 'Where the next page begins.' }),
    }),
  });
}

export function pageExample(result: unknown) {
  return { results: [result], pagination: { hasNextPage: false, cursor: null } };
}
