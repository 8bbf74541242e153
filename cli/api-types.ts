import type { components, operations } from './openapi.d.ts';

type Schemas = components['schemas'];

export type AcceptedBatch = Schemas['AcceptedBatch'];
export type BatchPreview = Schemas['BatchPreview'];
export type BatchReport = Schemas['BatchReport'];
export type BatchResult = Schemas['BatchResult'];
export type CancellingBatch = Schemas['CancellingBatch'];
export type Limits = Schemas['Limits'];
export type NewSchemaDefinition = Schemas['NewSchemaDefinition'];
export type Resource = Schemas['Resource'];
export type SchemaDefinition = Schemas['SchemaDefinition'];
export type SchemaDefinitionChanges = Schemas['SchemaDefinitionChanges'];

/** One batch as lists show it: its report without `errors`. */
export type ListedBatch =
  operations['listBatches']['responses'][200]['content']['application/json']['data']['results'][number];
export type BatchesQuery = NonNullable<operations['listBatches']['parameters']['query']>;
export type ResultsQuery = NonNullable<operations['getBatchResults']['parameters']['query']>;

/** What a batch does: patch what exists (`PATCH`), patch or create (`POST`), delete (`DELETE`). */
export type Operation = 'patch' | 'upload' | 'delete';

/** The options of a batch, as the API has them. */
export interface BatchOptions {
  /** A field that the schema does not define is not saved, in place of an error. Not for `delete`. */
  readonly ignoreUnknownFields?: boolean | undefined;
  /** What a failed patch means for later ones of the same resource in the batch. Not for `delete`. */
  readonly onFailure?: 'continue' | 'skipRest' | undefined;
  /** Of `upload`: whether a resource that exists is merged into, or fails with `already_exists`. */
  readonly onConflict?: 'upsert' | 'reject' | undefined;
}
