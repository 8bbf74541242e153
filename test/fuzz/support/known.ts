import * as z from 'zod';
import { ROUTES } from '../../../functions/openapi/routes.ts';
import type { Known } from './expand.ts';
import type { Invoked } from './handlers.ts';
import { DEFINITIONS } from './schemas.ts';

/** What can be named, while more of it comes to be there. */
export interface Learning extends Known {
  readonly batches: string[];
  readonly made: string[];
  readonly cursors: Map<string, string>;
  readonly schemaIds: Map<string, string>;
}

export function newKnown(count: number): Learning {
  return {
    partner: `partner-${count}`,
    fresh: `n${count}`,
    batches: [],
    made: [],
    cursors: new Map(),
    schemaIds: new Map(),
  };
}

const answer = z.object({ statusCode: z.number(), body: z.string() });
const telling = z.object({
  data: z.object({
    batchId: z.string().optional(),
    id: z.string().optional(),
    name: z.string().optional(),
    pagination: z.object({ cursor: z.string().nullable() }).optional(),
  }),
});

const operationOf: ReadonlyMap<string, string> = new Map(
  Object.entries(ROUTES).map(([operation, route]) => [route, operation]),
);

/** How many batches and definitions later requests can name. */
const REMEMBERED = 12;

/** Takes in what an answer names. */
export function learn(known: Learning, invoked: Invoked, route = ''): void {
  if (invoked.kind !== 'done' || invoked.payload === undefined) return;
  const { data: read } = answer.safeParse(JSON.parse(invoked.payload));
  if (read === undefined || read.statusCode >= 300 || !read.body.startsWith('{"success"')) return;
  const { data } = telling.safeParse(JSON.parse(read.body)).data ?? {};
  if (read.statusCode === 202 && data?.batchId !== undefined) remember(known.batches, data.batchId);
  if (read.statusCode === 201 && data?.name !== undefined && data.id !== undefined) {
    if (data.name in DEFINITIONS) known.schemaIds.set(data.name, data.id);
    else remember(known.made, data.name);
  }
  if (data?.pagination?.cursor) known.cursors.set(operationOf.get(route) ?? '', data.pagination.cursor);
}

function remember(list: string[], one: string): void {
  list.unshift(one);
  list.splice(REMEMBERED);
}
