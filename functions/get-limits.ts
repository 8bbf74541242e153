import { parseCaller } from './caller.ts';
import type { Reply } from './http.ts';
import type { HttpRequest } from './http-request.ts';
import { limitsOf } from './limits.ts';

export interface GetLimitsDeps {
  /** Days that a batch and its results are kept. */
  readonly retentionDays: number;
}

/** `GET /api/limits`: every limit as a number; they are the same for all tenants. */
export function createGetLimits({ retentionDays }: GetLimitsDeps) {
  return async (request: HttpRequest): Promise<Reply> => {
    const caller = parseCaller(request);
    return caller.kind === 'parsed' ? { kind: 'ok', data: limitsOf(retentionDays) } : caller;
  };
}
