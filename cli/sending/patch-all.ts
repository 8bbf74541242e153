import type { SchemaDefinition } from '../api-types.ts';
import { PatchlaneError } from '../errors.ts';
import { recordsOf } from '../outcomes.ts';
import type { SourceRecord } from './batch-body.ts';
import { type SendCalls, type SendOptions, type SendProgress, sendAll } from './send-all.ts';

export interface PatchAllOptions extends Omit<SendOptions, 'operation'> {
  /** Default `patch`. */
  readonly operation?: SendOptions['operation'] | undefined;
  /** Raises a RecordsFailedError at the end when records failed; default true. */
  readonly throwOnFailure?: boolean | undefined;
}

/** Everything was sent, and not all of it was applied: some records failed or were cancelled. */
export class RecordsFailedError extends PatchlaneError {
  override readonly name = 'RecordsFailedError';
  readonly summary: SendProgress;

  constructor(summary: SendProgress) {
    const { failed, cancelled } = summary;
    const also = cancelled === 0 ? '' : ` and ${cancelled} were cancelled`;
    super(`${failed} of ${recordsOf(summary)} records failed${also}.`);
    this.summary = summary;
  }
}

interface PatchAllCalls extends SendCalls {
  readonly definition: (idOrName: string) => Promise<SchemaDefinition | undefined>;
}

/**
 * Sends any number of patches, objects that name their resource; those of one resource are applied in their order.
 * @throws RecordsFailedError unless told not to; TypeError for an object that does not name its resource
 */
export async function patchAll(
  client: PatchAllCalls,
  patches: AsyncIterable<object> | Iterable<object>,
  { throwOnFailure = true, operation = 'patch', ...options }: PatchAllOptions,
): Promise<SendProgress> {
  const definition = await client.definition(options.schema);
  if (definition === undefined)
    throw new PatchlaneError(`There is no schema definition "${options.schema}".`);
  const records = toRecords(patches, definition.externalIdField);
  const summary = await sendAll(client, records, { ...options, operation, schema: definition.name });
  if (throwOnFailure && summary.failed + summary.cancelled > 0) throw new RecordsFailedError(summary);
  return summary;
}

async function* toRecords(
  patches: AsyncIterable<object> | Iterable<object>,
  externalIdField: string,
): AsyncGenerator<readonly SourceRecord[], void> {
  let at = 0;
  for await (const patch of patches) {
    const externalId: unknown = Object.entries(patch).find(([name]) => name === externalIdField)?.[1];
    if (typeof externalId !== 'string')
      throw new TypeError(`patch ${at}: ${externalIdField} must be a string`);
    yield [{ json: JSON.stringify(patch), externalId }];
    at += 1;
  }
}
