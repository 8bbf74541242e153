import { batchView } from './batch-view.ts';
import { parseOwner } from './caller.ts';
import { encodeCursor } from './cursor.ts';
import { BATCH_TYPES, type BatchHeader, batchTypeOf, STATUSES } from './domain/batch.ts';
import { statusOf } from './domain/ledger.ts';
import type { BatchList, ListedBatch } from './domain/ports.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { type Page, parsePage } from './page.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';

export const LIMITS = { usual: 20, most: 100 };

/** Few batches may match, and a call has to end: a page that is not full by then says where the list goes on. */
const MAX_LOOKED_AT = 500;

/** How many are read at once where a filter may pass over most of them. */
const FILTERED_PAGE_SIZE = 100;

export interface ListBatchesDeps {
  readonly batches: BatchList;
}

/** `GET /api/batches`: a tenant's batches, newest first, a page at a time. */
export function createListBatches(deps: ListBatchesDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const wanted = parseWanted(request, [owner.value.partnerId, owner.value.tenantId, 'batches']);
    if (wanted.kind !== 'parsed') return wanted;
    const { page, list, isFiltered } = wanted.value;
    const pageSize = isFiltered ? FILTERED_PAGE_SIZE : page.limit + 1;
    const { taken, last } = await take(deps.batches.scan(owner.value, page.after, pageSize), wanted.value);
    const cursor = last === undefined ? null : encodeCursor(list, last);
    const pagination = { hasNextPage: cursor !== null, cursor };
    return { kind: 'ok', data: { results: taken.map(batchView), pagination } };
  };
}

interface Wanted {
  readonly page: Page;
  readonly list: readonly string[];
  readonly isFiltered: boolean;
  isWanted(header: BatchHeader): boolean;
}

function parseWanted(request: HttpRequest, owner: readonly string[]): Parsed<Wanted> {
  const { query } = request;
  const types = parseChoices('batchType', query['batchType'], BATCH_TYPES);
  const statuses = parseChoices('status', query['status'], STATUSES);
  // A cursor is of the list with these filters, whatever the order they are written in.
  const list = [...owner, ...[types, statuses].map(({ chosen }) => [...chosen].sort().join())];
  const page = parsePage(request, list, LIMITS, ['batchType', 'status']);
  const errors = [...(page.kind === 'invalid' ? page.errors : []), ...types.errors, ...statuses.errors];
  if (page.kind !== 'parsed' || errors.length > 0) return invalid('The query is not valid.', errors);
  return parsed({
    page: page.value,
    list,
    isFiltered: types.chosen.size > 0 || statuses.chosen.size > 0,
    isWanted: (header) =>
      (types.chosen.size === 0 || types.chosen.has(batchTypeOf(header.operation))) &&
      (statuses.chosen.size === 0 || statuses.chosen.has(statusOf(header))),
  });
}

/** One or several values with commas between them; none when the parameter is absent. */
function parseChoices(name: string, text: string | undefined, choices: readonly string[]) {
  const given = text?.split(',') ?? [];
  const errors = given.every((value) => choices.includes(value))
    ? []
    : [`query ${name}: must be one or more of ${choices.join(',')}, with commas between them`];
  return { chosen: new Set(given), errors };
}

/** Takes what is wanted up to the page's limit; `last` is what the next page comes after, when there is one. */
async function take(
  batches: AsyncIterable<ListedBatch>,
  { page, isWanted }: Wanted,
): Promise<{ readonly taken: readonly BatchHeader[]; readonly last: string | undefined }> {
  const taken: BatchHeader[] = [];
  let last: string | undefined;
  let lookedAt = 0;
  for await (const { batchId, header } of batches) {
    if (header !== undefined && isWanted(header)) {
      if (taken.length === page.limit) return { taken, last };
      taken.push(header);
    }
    last = batchId;
    lookedAt += 1;
    if (lookedAt === MAX_LOOKED_AT) return { taken, last };
  }
  return { taken, last: undefined };
}
