import * as z from 'zod/mini';
import { deletionsBody, itemsBody, patchesBody } from '../batch-body.ts';
import { retryBody } from '../retry-batch.ts';
import { changes, newDefinition } from '../schema-definition-request.ts';
import { resourceBody } from '../write-resource.ts';

// The schemas that requests are checked with, and what they mean: said here alone, so that no function which only
// checks them carries the words.

const FIELDS = {
  name: 'Letters, digits, `_` and `-`; unique among names and plural names, ignoring case.',
  pluralName: 'As `name`.',
  description: 'For people.',
  category: 'What kind of thing it is.',
  external_id_field: 'The string property, required by the schema, that names a resource.',
  externalIdField: 'The same as `external_id_field`: send either.',
  schema: 'JSON Schema, draft-07. Patterns are of RE2; `$ref` stays within the schema.',
};

const definition = newDefinition.def.in;

export const newDefinitionRequest = described(definition, FIELDS).check(
  z.meta({ id: 'NewSchemaDefinition' }),
);

const FIXED = 'Cannot change: left out, or sent as it is.';

const fixed = z.partial(
  z.pick(definition, { name: true, pluralName: true, external_id_field: true, externalIdField: true }),
);

export const changesRequest = described(z.extend(changes, fixed.shape), {
  ...FIELDS,
  name: FIXED,
  pluralName: FIXED,
  external_id_field: FIXED,
  externalIdField: FIXED,
}).check(z.meta({ id: 'SchemaDefinitionChanges' }));

const resources = itemsBody.shape.resources.check(
  z.meta({
    description:
      'Merge patches (RFC 7396), each with the external id field, which names its resource. Absent fields stay, `null` deletes, objects merge, arrays are replaced.',
    override: { items: { type: 'object', additionalProperties: true } },
  }),
);

export const ingestRequest = z.extend(itemsBody, { resources }).check(z.meta({ id: 'IngestRequest' }));

export const patchRequest = z
  .extend(patchesBody, {
    resources,
    ifVersion: patchesBody.shape.ifVersion.check(
      z.describe(
        'Parallel to `resources`: the version that a resource must have when its patch meets it, or null. Later patches count the versions that earlier ones made.',
      ),
    ),
  })
  .check(z.meta({ id: 'PatchRequest' }));

export const deletionRequest = z
  .extend(deletionsBody, {
    externalIds: deletionsBody.shape.externalIds.check(
      z.meta({ description: 'The resources to delete.', override: { items: { type: 'string' } } }),
    ),
    dryRun: deletionsBody.shape.dryRun.check(z.describe('As in the query.')),
  })
  .check(z.meta({ id: 'DeletionRequest' }));

export const retryRequest = described(retryBody, {
  only: 'Which of the failed records: those that a retry may mend, or all.',
}).check(z.meta({ id: 'RetryRequest' }));

export const resourceRequest = described(resourceBody, {
  data: 'The fields to change, merged as in a batch (RFC 7396).',
}).check(z.meta({ id: 'ResourceRequest' }));

/** The same schema, each field with its description. */
function described<S extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<S>,
  descriptions: Readonly<Record<keyof S & string, string>>,
) {
  const fields = Object.entries<string>(descriptions).map(([name, description]) => {
    const field = schema.shape[name];
    if (!(field instanceof z.ZodMiniType)) throw new TypeError(`the schema has no field ${name}`);
    return [name, field.check(z.describe(description))];
  });
  return z.extend(schema, Object.fromEntries(fields));
}
