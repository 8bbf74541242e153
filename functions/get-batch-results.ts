import Negotiator from 'negotiator';
import { parseOwner } from './caller.ts';
import { encodeCursor } from './cursor.ts';
import type { BatchHeader, IndexedPatch, Outcome } from './domain/batch.ts';
import { ownField } from './domain/json.ts';
import { OUTCOMES, outcomeOf } from './domain/ledger.ts';
import type { BatchContent, BatchProgress, RecordedFailure } from './domain/ports.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { type Page, parsePage, takePage } from './page.ts';
import { invalid, type Parsed, parsed } from './refusal.ts';

export const LIMITS = { usual: 100, most: 1000 };

export interface GetBatchResultsDeps {
  readonly batches: BatchProgress & BatchContent;
}

const LINES = 'application/x-ndjson';

/** `GET /api/batches/{batchId}/results`: what became of every record, in request order, a page at a time. */
export function createGetBatchResults(deps: GetBatchResultsDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const owner = parseOwner(request);
    if (owner.kind !== 'parsed') return owner;
    const batchId = request.path['batchId'] ?? '';
    const key = { ...owner.value, batchId };
    const wanted = parseWanted(request, [owner.value.partnerId, owner.value.tenantId, batchId, 'results']);
    // The header first: what failed is stored before the header says so.
    const header = await deps.batches.header(key);
    if (header === undefined) return { kind: 'not-found', message: `There is no batch "${batchId}".` };
    if (wanted.kind !== 'parsed') return wanted;
    const [patches, failures] = await Promise.all([
      deps.batches.patches(key),
      header.ledger.failed.size > 0 ? deps.batches.failures(key) : new Map<number, RecordedFailure>(),
    ]);
    const { page, list } = wanted.value;
    const { taken: results, hasNextPage } = await takePage(
      toResults(wanted.value, header, patches, failures),
      page.limit,
    );
    const last = results.at(-1);
    const cursor = hasNextPage && last !== undefined ? encodeCursor(list, String(last.index)) : null;
    if (!wanted.value.lines) {
      return { kind: 'ok', data: { results, pagination: { hasNextPage, cursor } } };
    }
    const next = cursor === null ? undefined : toQuery(request, batchId, cursor);
    return { kind: 'lines', lines: results, next };
  };
}

type ShownOutcome = Outcome | 'pending';
export const SHOWN_OUTCOMES: readonly ShownOutcome[] = [...OUTCOMES, 'pending'];

interface Wanted {
  readonly page: Page;
  readonly list: readonly string[];
  readonly outcomes: ReadonlySet<ShownOutcome>;
  readonly withPatch: boolean;
  readonly lines: boolean;
}

function parseWanted(request: HttpRequest, batch: readonly string[]): Parsed<Wanted> {
  const { query, headers } = request;
  // A cursor is of the list with this filter, whatever the order it is written in.
  const list = [...batch, (query['outcome'] ?? '').split(',').sort().join()];
  const page = parsePage(request, list, LIMITS, ['outcome', 'include']);
  const outcomes =
    query['outcome'] === undefined ? SHOWN_OUTCOMES : query['outcome'].split(',').map(toOutcome);
  const include = query['include'];
  const errors = [
    ...(page.kind === 'invalid' ? page.errors : []),
    ...(outcomes.some((outcome) => outcome === undefined)
      ? [`query outcome: must be one or more of ${SHOWN_OUTCOMES.join(',')}, with commas between them`]
      : []),
    ...(include === undefined || include === 'patch' ? [] : ['query include: must be patch']),
  ];
  if (page.kind !== 'parsed' || errors.length > 0) return invalid('The query is not valid.', errors);
  return parsed({
    page: page.value,
    list,
    outcomes: new Set(outcomes.flatMap((outcome) => outcome ?? [])),
    withPatch: include === 'patch',
    lines: new Negotiator({ headers }).mediaType(['application/json', LINES]) === LINES,
  });
}

function toOutcome(text: string): ShownOutcome | undefined {
  return SHOWN_OUTCOMES.find((outcome) => outcome === text);
}

/** The records after the page before that have a wanted outcome, made as they are taken. */
function* toResults(
  { page, outcomes, withPatch }: Wanted,
  header: BatchHeader,
  patches: readonly IndexedPatch[],
  failures: ReadonlyMap<number, RecordedFailure>,
) {
  const from = page.after === undefined ? 0 : Number(page.after) + 1;
  for (const { index, patch, ifVersion, parentIndex } of patches.slice(from)) {
    const outcome = outcomeOf(header.ledger, index) ?? 'pending';
    if (!outcomes.has(outcome)) continue;
    yield {
      index,
      externalId: ownField(patch, header.externalIdField),
      outcome,
      ...(outcome === 'failed' ? failureOf(failures.get(index)) : {}),
      ...(parentIndex === undefined ? {} : { parentIndex }),
      ...(withPatch ? { patch, ...(ifVersion === undefined ? {} : { ifVersion }) } : {}),
    };
  }
}

function failureOf(failure: RecordedFailure | undefined): object {
  if (failure === undefined) return {};
  const { index: _, externalId: __, ...why } = failure;
  return why;
}

function toQuery({ query }: HttpRequest, batchId: string, cursor: string): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const parameters = new URLSearchParams({ ...Object.fromEntries(given), cursor });
  return `/api/batches/${encodeURIComponent(batchId)}/results?${parameters}`;
}
