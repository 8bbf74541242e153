import { MAX_ITEMS } from './batch-body.ts';
import { MAX_ID_BYTES } from './caller.ts';
import {
  MAX_FORMATTED_LENGTH,
  MAX_STEPS,
  MAX_STEPS_OF_CALL,
  MAX_STEPS_OF_PREVIEW,
} from './domain/check-limits.ts';
import {
  MAX_ERROR_LENGTH as MAX_RECORD_ERROR_LENGTH,
  MAX_ERRORS as MAX_RECORD_ERRORS,
} from './domain/fold.ts';
import { MAX_ENUM_VALUES, MAX_LISTED, MAX_SUBSCHEMAS } from './domain/schema-check.ts';
import { MAX_IN_PLACE } from './domain/schema-expansion.ts';
import { MAX_PATTERN_LENGTH, MAX_PATTERN_SIZE } from './domain/schema-patterns.ts';
import { MAX_SCHEMA_BYTES, MAX_SCHEMA_DEPTH } from './domain/schema-size.ts';
import {
  LARGEST_NUMBER,
  MAX_DEPTH,
  MAX_DOCUMENT_BYTES,
  MAX_NAME_BYTES,
  SMALLEST_NUMBER,
} from './domain/storable.ts';
import { MAX_WAIT_SECONDS } from './get-batch.ts';
import { LIMITS as RESULTS } from './get-batch-results.ts';
import { MAX_KEY_LENGTH } from './idempotency.ts';
import { LIMITS as BATCHES } from './list-batches.ts';
import { LIMITS as RESOURCES } from './list-resources.ts';
import { LIMITS as DEFINITIONS } from './list-schema-definitions.ts';
import { MAX_DIGITS } from './parse-json.ts';
import { MAX_EXTERNAL_ID_BYTES, MAX_PATCH_BYTES } from './patch-request.ts';
import { MAX_ERROR_LENGTH, MAX_ERRORS } from './refusal.ts';
import { MAX_BODY_BYTES } from './request-body.ts';
import {
  MAX_DESCRIPTION_LENGTH,
  MAX_FIELD_NAME_LENGTH,
  MAX_NAME_LENGTH,
} from './schema-definition-request.ts';

/** Every limit that a caller can meet, each taken from what the code enforces. A length is in UTF-16 units. */
export function limitsOf(batchRetentionDays: number) {
  return {
    request: {
      maxBodyBytes: MAX_BODY_BYTES,
      maxTenantIdBytes: MAX_ID_BYTES,
      maxErrorsShown: MAX_ERRORS,
      maxErrorLength: MAX_ERROR_LENGTH,
    },
    batch: {
      maxItems: MAX_ITEMS,
      maxPatchBytes: MAX_PATCH_BYTES,
      maxErrorsShownPerRecord: MAX_RECORD_ERRORS,
      maxErrorLengthPerRecord: MAX_RECORD_ERROR_LENGTH,
      retentionDays: batchRetentionDays,
      maxCheckSteps: MAX_STEPS_OF_CALL,
      maxPreviewCheckSteps: MAX_STEPS_OF_PREVIEW,
      maxIdempotencyKeyLength: MAX_KEY_LENGTH,
      maxWaitSeconds: MAX_WAIT_SECONDS,
    },
    resource: {
      maxExternalIdBytes: MAX_EXTERNAL_ID_BYTES,
      maxDocumentBytes: MAX_DOCUMENT_BYTES,
      maxDepthLevels: MAX_DEPTH,
      maxFieldNameBytes: MAX_NAME_BYTES,
      maxNumberDigits: MAX_DIGITS,
      largestNumber: LARGEST_NUMBER,
      smallestNumber: SMALLEST_NUMBER,
      largestInteger: Number.MAX_SAFE_INTEGER,
      maxFormattedLength: MAX_FORMATTED_LENGTH,
      maxCheckSteps: MAX_STEPS,
    },
    schemaDefinition: {
      maxNameLength: MAX_NAME_LENGTH,
      maxDescriptionLength: MAX_DESCRIPTION_LENGTH,
      maxExternalIdFieldLength: MAX_FIELD_NAME_LENGTH,
      maxSchemaBytes: MAX_SCHEMA_BYTES,
      maxDepthLevels: MAX_SCHEMA_DEPTH,
      maxSubschemas: MAX_SUBSCHEMAS,
      maxSubschemasPerValue: MAX_IN_PLACE,
      maxEnumValues: MAX_ENUM_VALUES,
      maxSchemasInList: MAX_LISTED,
      maxPatternLength: MAX_PATTERN_LENGTH,
      maxPatternsSize: MAX_PATTERN_SIZE,
    },
    page: {
      usualResources: RESOURCES.usual,
      maxResources: RESOURCES.most,
      usualBatches: BATCHES.usual,
      maxBatches: BATCHES.most,
      usualSchemaDefinitions: DEFINITIONS.usual,
      maxSchemaDefinitions: DEFINITIONS.most,
      usualResults: RESULTS.usual,
      maxResults: RESULTS.most,
    },
  };
}
