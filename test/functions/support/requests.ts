import type { HttpRequest } from '../../../functions/http-request.ts';

/** A request of partner-1 for its tenant tenant-1. */
export function request(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    requestId: 'request-1',
    route: 'GET /things/{id}',
    method: 'GET',
    headers: { 'reach-tenant-id': 'tenant-1' },
    path: {},
    query: {},
    body: undefined,
    isBase64Encoded: false,
    claims: { partnerId: 'partner-1', type: 'partner' },
    ...overrides,
  };
}

export function jsonRequest(body: unknown, overrides: Partial<HttpRequest> = {}): HttpRequest {
  return request({
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...overrides,
    headers: { 'reach-tenant-id': 'tenant-1', 'content-type': 'application/json', ...overrides.headers },
  });
}
