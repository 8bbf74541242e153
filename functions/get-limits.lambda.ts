import { createLog } from './adapters/log.ts';
import { getLimitsEnv } from './config.ts';
import { createGetLimits } from './get-limits.ts';
import { httpHandler } from './http.ts';

const env = getLimitsEnv.parse(process.env);

export const handler = httpHandler(
  createGetLimits({ retentionDays: env.BATCH_RETENTION_DAYS }),
  createLog('get-limits'),
);
