import type * as z from 'zod';
import type { Tag } from './tags.ts';

/** Who may call: a token that names a tenant in some way, any token, the partner's own, or anybody. */
export type Scope = 'tenant' | 'caller' | 'partner' | 'public';

/** What the document says of one route; the rest follows from its method, its path and these. */
export interface Operation {
  readonly tag: Tag;
  readonly scope: Scope;
  /** A few words, as the title of the operation. */
  readonly summary: string;
  /** Markdown. */
  readonly description?: string;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: { readonly schema: z.core.$ZodType; readonly example: unknown };
  readonly answers: Readonly<Record<number, Answer>>;
  /** Statuses of refusals beyond those that `refusals.ts` derives. */
  readonly refusals?: readonly OwnRefusal[];
}

export type OwnRefusal = 409 | 412 | 413 | 422;

export interface Answer {
  readonly description: string;
  readonly headers?: readonly AnswerHeader[];
  readonly content?: Readonly<Record<string, Content>>;
}

export interface Content {
  readonly schema: z.core.$ZodType;
  readonly example?: unknown;
}

export type AnswerHeader =
  | 'etag'
  | 'location'
  | 'retry-after'
  | 'link'
  | 'cache-control'
  | 'idempotency-replayed'
  | 'preference-applied'
  /** Only while a batch runs. */
  | 'retry-after?';
