import * as z from 'zod';
import { MAX_ID_BYTES } from '../caller.ts';
import { BATCH_TYPES, ON_FAILURE, STATUSES } from '../domain/batch.ts';
import { MAX_WAIT_SECONDS } from '../get-batch.ts';
import { SHOWN_OUTCOMES } from '../get-batch-results.ts';
import { MAX_KEY_LENGTH } from '../idempotency.ts';

/** What stands for a `{name}` of a route. */
export const PATH_PARAMETERS = {
  schema: z.string().meta({
    description: 'Id, name or plural name of a schema definition, in any case.',
    example: 'customer',
  }),
  externalId: z.string().meta({
    description: 'The external id of the resource, percent-encoded; case-sensitive.',
    example: 'c-1',
  }),
  batchId: z.string().meta({
    description: 'The id that a batch was accepted with.',
    example: '01M873B44F92YHVQYWMM3BBKFF',
  }),
  idOrName: z.string().meta({
    description: 'Id, name or plural name of the schema definition, in any case.',
    example: 'customer',
  }),
} as const;

/** Sent with every call for a tenant's data. */
export const TENANT_HEADER = z.object({
  'reach-tenant-id': z
    .string()
    .optional()
    .meta({
      description: `The tenant to act for, visible ASCII without commas, of at most ${MAX_ID_BYTES} bytes. Needed with a partner token; with a tenant's own token absent, or the same.`,
    }),
});

export const IF_MATCH = z.object({
  'if-match': z.string().optional().meta({
    description:
      'The `ETag` of a read, or `*`: with another version nothing is written and the answer is 412.',
  }),
});

export const IF_NONE_MATCH = z.object({
  'if-none-match': z
    .string()
    .optional()
    .meta({ description: 'The `ETag` of an earlier answer: 304 while it is still the same.' }),
});

export const IF_NONE = z.object({
  'if-none-match': z.enum(['*']).optional().meta({
    description: 'Creates only: where there is a resource nothing is written and the answer is 412.',
  }),
});

const ignoreUnknownFields = z.boolean().default(false).meta({
  description:
    'What a field that the schema does not define is, at any depth: an error, or with `true` not saved. Empty and `null` are `false`.',
});

const onconflict = z.enum(['upsert', 'reject']).default('upsert').meta({
  description: 'What to do where there is a resource: merge into it, or refuse (`already_exists`).',
});

export const PATCH_QUERY = z.object({ ignoreUnknownFields });
export const CREATE_QUERY = z.object({ ignoreUnknownFields, onconflict });

const onFailure = z.enum(ON_FAILURE).default('continue').meta({
  description:
    'What a failed patch means for the later ones of the same resource: nothing, or that they fail too (`skipped_after_failure`).',
});
const validateOnly = z.boolean().default(false).meta({
  description: 'Answer 200 with what would become of every record, and write nothing.',
});

export const PATCH_BATCH_QUERY = PATCH_QUERY.extend({ validateOnly, onFailure });
export const CREATE_BATCH_QUERY = CREATE_QUERY.extend({ validateOnly, onFailure });
export const DELETE_BATCH_QUERY = z.object({
  dryRun: validateOnly.meta({ description: 'As `validateOnly` of the other calls; also in the body.' }),
  onFailure,
});

export const IDEMPOTENCY_KEY = z.object({
  'idempotency-key': z.string().min(1).max(MAX_KEY_LENGTH).optional().meta({
    description:
      'Visible ASCII of your choice: the same request with the same key makes one batch, however often it is sent.',
  }),
});

export const FOLLOW_HEADERS = IF_NONE_MATCH.extend({
  prefer: z
    .string()
    .optional()
    .meta({
      description: `\`wait=N\`: the answer comes as soon as the batch is final, else after N seconds, 1 to ${MAX_WAIT_SECONDS} (RFC 7240).`,
      example: 'wait=10',
    }),
});

const several = { style: 'form', explode: false } as const;

export const BATCH_FILTERS = z.object({
  batchType: z
    .array(z.enum(BATCH_TYPES))
    .optional()
    .meta({ description: 'Batches of these types alone, with commas between them.', param: several }),
  status: z
    .array(z.enum(STATUSES))
    .optional()
    .meta({ description: 'Batches with these statuses alone, with commas between them.', param: several }),
});

/** `limit` and `cursor` of a list. */
export function pageQuery({ usual, most }: { readonly usual: number; readonly most: number }) {
  return z.object({
    limit: z
      .int()
      .min(1)
      .max(most)
      .default(usual)
      .meta({ description: 'At most so many; a page of large entries may be shorter.' }),
    cursor: z
      .string()
      .optional()
      .meta({ description: 'The `cursor` of the page before, good for this very list.' }),
  });
}

export const RESULT_FILTERS = z.object({
  outcome: z.array(z.enum(SHOWN_OUTCOMES)).optional().meta({
    description: 'Records of these outcomes alone, with commas between them.',
    param: several,
  }),
  include: z.enum(['patch']).optional().meta({ description: 'Gives each patch back as it was accepted.' }),
});
