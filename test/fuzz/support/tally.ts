import type { Invoked } from './handlers.ts';
import type { FuzzRequest } from './request.ts';

export interface Tally {
  readonly add: (request: FuzzRequest, status: number, invoked: Invoked) => void;
  readonly report: () => string;
}

/** Counts requests by route and class of status, and keeps the worst. */
export function createTally(): Tally {
  const counts = new Map<string, number[]>();
  let total = 0;
  let slowest: { readonly cpuMs: number; readonly request: string } = { cpuMs: 0, request: '' };
  let peakMb = 0;
  return {
    add: (request, status, invoked) => {
      if (invoked.kind === 'lost') return;
      const row = counts.get(request.route) ?? [0, 0, 0, 0, 0];
      const at = Math.floor(status / 100) - 1;
      row[at] = (row[at] ?? 0) + 1;
      counts.set(request.route, row);
      total += 1;
      peakMb = Math.max(peakMb, invoked.peakMb);
      if (invoked.cpuMs > slowest.cpuMs)
        slowest = { cpuMs: invoked.cpuMs, request: JSON.stringify(request).slice(0, 600) };
    },
    report: () =>
      [
        `${total} requests`,
        ...[...counts]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(
            ([route, [, ok = 0, moved = 0, refused = 0, failed = 0]]) =>
              `${route.padEnd(52)} 2xx ${ok} 3xx ${moved} 4xx ${refused} 5xx ${failed}`,
          ),
        `most processor time: ${Math.round(slowest.cpuMs)} ms, ${slowest.request}`,
        `most memory: ${Math.round(peakMb)} MB`,
      ].join('\n'),
  };
}
