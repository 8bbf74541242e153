import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../functions/openapi/routes.ts';
import { sharedFolder } from '../support/folders.ts';
import { checkObserved } from './support/expectations.ts';
import { KEPT } from './support/kept-requests.ts';
import type { FuzzRequest } from './support/request.ts';
import { anyRequest } from './support/requests.ts';
import { createTally } from './support/tally.ts';
import { openWorld } from './support/world.ts';

/** `FUZZ_REQUESTS=100000 FUZZ_SEED=1 npx vitest run test/fuzz/fuzz.test.ts`; without, what fits half a minute. */
const { FUZZ_REQUESTS, FUZZ_SEED } = process.env;
const NUMBER = Number(FUZZ_REQUESTS ?? 100_000);
const TIME = FUZZ_REQUESTS === undefined ? { interruptAfterTimeLimit: 30_000 } : {};
const SEED = FUZZ_SEED === undefined ? {} : { seed: Number(FUZZ_SEED) };

/** Of the process's own time, on a core that others may use too: far from what Lambda would end. */
const SLOW_MS = 1000;

const world = await openWorld(await sharedFolder());
afterAll(() => world.stop());
const tally = createTally();

/** Processor time of a request; what is slow is tried again, because others use the processor's caches too. */
async function send(request: FuzzRequest): Promise<number> {
  const observed = await world.send(request);
  const { status } = checkObserved(request, observed);
  const cpuMs = observed.invoked.kind === 'done' ? observed.invoked.cpuMs : Number.POSITIVE_INFINITY;
  tally.add(request, status, observed.invoked);
  return cpuMs;
}

async function checkRequest(request: FuzzRequest): Promise<void> {
  fc.pre(world.fits(request));
  let cpuMs = await send(request);
  for (let tries = 0; cpuMs >= SLOW_MS && tries < 2; tries += 1) cpuMs = Math.min(cpuMs, await send(request));
  expect(cpuMs, 'milliseconds of processor time').toBeLessThan(SLOW_MS);
}

describe('any request, however hostile,', () => {
  it.each(KEPT)('keeps what fuzzing has found: $why', async ({ request }) => {
    await checkRequest(request);
  });

  it('is made for every route', () => {
    const made = new Set(fc.sample(anyRequest, { numRuns: 3000, seed: 1 }).map(({ route }) => route));
    expect([...made].sort()).toEqual(['$default', ...Object.values(ROUTES)].sort());
  });

  it(
    'is answered as documented, soon, and without a write if it is refused',
    async () => {
      try {
        await fc.assert(fc.asyncProperty(anyRequest, checkRequest), { numRuns: NUMBER, ...TIME, ...SEED });
      } catch (error) {
        console.log(await world.lastFailure());
        throw error;
      } finally {
        console.log(tally.report());
      }
    },
    24 * 60 * 60 * 1000,
  );
});
