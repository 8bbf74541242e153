import { call } from './call.ts';
import * as contract from './console-contract.ts';

// The local run's own calls: metrics, queues, tokens. None of them is the product's.

const API = '/_console/api';

export function readDashboard(signal: AbortSignal) {
  return call(`${API}/dashboard`, contract.dashboard, { signal });
}

/** @param range in ms, see `windowOf` */
export function readData(range: { from: number; to: number; step: number }, signal: AbortSignal) {
  const { from, to, step } = range;
  return call(`${API}/data?from=${from}&to=${to}&step=${step}`, contract.metricData, { signal });
}

export function readQueues(signal: AbortSignal) {
  return call(`${API}/queues`, contract.queues, { signal });
}

export function readIdentity(signal: AbortSignal) {
  return call(`${API}/identity`, contract.identity, { signal });
}

export async function mintToken(
  partnerId: string,
  tenantExternalId: string,
  signal: AbortSignal,
): Promise<string> {
  const body = { partnerId, tenantExternalId };
  return (await call(`${API}/token`, contract.minted, { method: 'POST', body, signal })).token;
}
