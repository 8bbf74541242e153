import { FINAL_STATUSES } from './batch.ts';
import { FAILURE_CODES } from './fold.ts';

/** Why a batch is refused: the kinds of refusals, with `_` for `-`. */
const REFUSAL_REASONS = [
  'invalid',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'conflict',
  'precondition_failed',
  'too_large',
  'unsupported_media_type',
  'unprocessable',
] as const;

/** Every value that a metric's dimension may have. Dashboards list them, since each is a metric of its own. */
export const METRIC_VALUES = {
  reason: REFUSAL_REASONS,
  status: FINAL_STATUSES,
  code: FAILURE_CODES,
} as const;
