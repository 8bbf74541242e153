import * as z from 'zod';
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

const definition = newDefinition.in;

export const newDefinitionRequest = described(definition, FIELDS).meta({ id: 'NewSchemaDefinition' });

const FIXED = 'Cannot change: left out, or sent as it is.';

export const changesRequest = described(
  changes.extend(
    definition
      .pick({ name: true, pluralName: true, external_id_field: true, externalIdField: true })
      .partial().shape,
  ),
  { ...FIELDS, name: FIXED, pluralName: FIXED, external_id_field: FIXED, externalIdField: FIXED },
).meta({ id: 'SchemaDefinitionChanges' });

const resources = itemsBody.shape.resources.meta({
  description:
    'Merge patches (RFC 7396), each with the external id field, which names its resource. Absent fields stay, `null` deletes, objects merge, arrays are replaced.',
  override: { items: { type: 'object', additionalProperties: true } },
});

export const ingestRequest = itemsBody.extend({ resources }).meta({ id: 'IngestRequest' });

export const patchRequest = patchesBody
  .extend({
    resources,
    ifVersion: patchesBody.shape.ifVersion.meta({
      description:
        'Parallel to `resources`: the version that a resource must have when its patch meets it, or null. Later patches count the versions that earlier ones made.',
    }),
  })
  .meta({ id: 'PatchRequest' });

export const deletionRequest = deletionsBody
  .extend({
    externalIds: deletionsBody.shape.externalIds.meta({
      description: 'The resources to delete.',
      override: { items: { type: 'string' } },
    }),
    dryRun: deletionsBody.shape.dryRun.meta({ description: 'As in the query.' }),
  })
  .meta({ id: 'DeletionRequest' });

export const retryRequest = described(retryBody, {
  only: 'Which of the failed records: those that a retry may mend, or all.',
}).meta({ id: 'RetryRequest' });

export const resourceRequest = described(resourceBody, {
  data: 'The fields to change, merged as in a batch (RFC 7396).',
}).meta({ id: 'ResourceRequest' });

/** The same schema, each field with its description. */
function described<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  descriptions: Readonly<Record<keyof S & string, string>>,
): z.ZodObject {
  const fields = Object.entries<string>(descriptions).map(([name, description]) => {
    const field = schema.shape[name];
    if (!(field instanceof z.ZodType)) throw new TypeError(`the schema has no field ${name}`);
    return [name, field.meta({ description })];
  });
  return schema.extend(Object.fromEntries(fields));
}
