import * as z from 'zod';
import { FAILURE_CODES, type FailureCode } from '../domain/fold.ts';

const MEANINGS: Readonly<Record<FailureCode, string>> = {
  resource_not_found: 'a PATCH of a resource that is not there',
  already_exists: 'a POST with `onconflict=reject` of a resource that is there',
  validation_failed: 'the merged resource does not match the schema; `errors` says where',
  resource_too_large: 'the merged resource would take more than it may',
  version_mismatch: 'the resource has another version than `ifVersion` asked for',
  skipped_after_failure: 'an earlier patch of the resource failed (`causedBy`), with `onFailure=skipRest`',
  retries_exhausted: 'a fault of ours did not pass; the patch was not applied',
  outcome_unknown: 'a fault of ours did not pass, and whether the patch was applied cannot be told',
};

export const failureCode = z.enum(FAILURE_CODES).meta({
  id: 'FailureCode',
  description: `Why a record failed:\n${FAILURE_CODES.map((code) => `- \`${code}\`: ${MEANINGS[code]}`).join('\n')}`,
});
