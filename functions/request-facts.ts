import { parseCaller, parseOwner } from './caller.ts';
import type { LogFacts } from './domain/ports.ts';
import type { HttpRequest, PublicRequest } from './http-request.ts';

/**
 * What the log tells of a request; nothing of what is none. Paths, queries and bodies are the caller's data, and no part
 * of it.
 * @param headers of the answer
 */
export function requestFacts(
  request: HttpRequest | PublicRequest | undefined,
  headers: Readonly<Record<string, string>>,
): LogFacts {
  if (request === undefined) return {};
  const { requestId, route } = request;
  const caller = 'claims' in request ? callerOf(request) : {};
  const batchId = batchIdOf(headers['location']) ?? batchIdOf(request.path['batchId']);
  return { requestId, route, ...caller, batchId };
}

function callerOf(request: HttpRequest): LogFacts {
  const owner = parseOwner(request);
  if (owner.kind === 'parsed') return { ...owner.value };
  const caller = parseCaller(request);
  return caller.kind === 'parsed' ? { ...caller.value } : {};
}

/** A ULID, with the digest of an idempotency key where there was one: what else stands in a path may be anything. */
const BATCH_ID = /(?:^|^\/api\/batches\/)([0-9A-HJKMNP-TV-Z]{26}(?:-[0-9a-f]{32})?)$/;

/** The batch that a call made, by its location, or that its path names. */
function batchIdOf(text: string | undefined): string | undefined {
  return BATCH_ID.exec(text ?? '')?.[1];
}
