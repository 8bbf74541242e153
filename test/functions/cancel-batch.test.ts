import { describe, expect, it } from 'vitest';
import { createCancelBatch } from '../../functions/cancel-batch.ts';
import type { BatchHeader } from '../../functions/domain/batch.ts';
import { respond } from '../../functions/http.ts';
import type { HttpRequest } from '../../functions/http-request.ts';
import { header, ledger } from '../support/domain.ts';
import { createMemoryPorts, type MemoryPortsOptions, NOW } from '../support/memory-ports.ts';
import { once } from '../support/port-calls.ts';
import { batchKey } from './support/consumer.ts';
import { request } from './support/requests.ts';

const AT = NOW.toISOString();
const MESSAGE = 'What is not applied yet will be cancelled; what was applied stays.';

/** The call over one batch of `tenant-1`, called `b-1`, of three records. */
function createWorld(stored: Partial<BatchHeader> = {}, options: MemoryPortsOptions = {}) {
  const ports = createMemoryPorts(options);
  const held = header({ batchId: 'b-1', total: 3, ...stored });
  ports.store.headers.set(held, held);
  const cancelBatch = createCancelBatch({ batches: ports.batches, now: options.now ?? (() => NOW) });
  return {
    ports,
    held,
    stored: () => ports.store.headers.get(batchKey()),
    names: () => ports.calls.map(({ name }) => name),
    cancel: async (overrides: Partial<HttpRequest> = {}) =>
      respond(await cancelBatch(request({ method: 'POST', path: { batchId: 'b-1' }, ...overrides }))),
  };
}

describe('cancel-batch', () => {
  it.each<[string, Partial<BatchHeader>]>([
    ['pending', {}],
    ['processing', { ledger: ledger({ applied: [0], failed: [2] }) }],
  ])('raises the flag of a batch that is %s, and says so', async (status, made) => {
    const { held, stored, cancel } = createWorld(made);
    expect(await cancel()).toEqual({
      statusCode: 202,
      headers: { location: '/api/batches/b-1', 'retry-after': '1' },
      body: {
        success: true,
        message: MESSAGE,
        data: { batchId: 'b-1', message: MESSAGE, status, cancelRequestedAt: AT },
      },
    });
    expect(stored()).toEqual({ ...held, cancelRequestedAt: AT });
  });

  it('changes nothing when it is asked again while the batch runs', async () => {
    const first = '2026-11-24T11:00:00.000Z';
    const { held, stored, cancel } = createWorld({ cancelRequestedAt: first });
    expect(await cancel()).toMatchObject({ statusCode: 202, body: { data: { cancelRequestedAt: first } } });
    expect(stored()).toEqual(held);
  });

  it.each<[string, BatchHeader['ledger']]>([
    ['success', ledger({ applied: [0, 1], unchanged: [2] })],
    ['partial_success', ledger({ applied: [0, 1], failed: [2] })],
    ['failed', ledger({ failed: [0, 1, 2] })],
    ['cancelled', ledger({ applied: [0], failed: [1], cancelled: [2] })],
  ])('is a 409 for a batch that ended in %s, and leaves it alone', async (status, ended) => {
    const { held, stored, cancel, names } = createWorld({ ledger: ended });
    expect(await cancel()).toEqual({
      statusCode: 409,
      headers: {},
      body: { success: false, message: `The batch has ended: ${status}. What it did stays.` },
    });
    expect(stored()).toEqual(held);
    expect(names()).toEqual(['header']);
  });

  it('is a 409 where the batch ends before its flag is raised', async () => {
    const world = createWorld(
      {},
      {
        before: once('requestCancel', () => {
          const ended = { ...world.held, ledger: ledger({ applied: [0, 1, 2] }) };
          world.ports.store.headers.set(ended, ended);
        }),
      },
    );
    expect(await world.cancel()).toMatchObject({
      statusCode: 409,
      body: { message: 'The batch has ended: success. What it did stays.' },
    });
  });

  it.each<[string, Partial<HttpRequest>]>([
    ['another id', { path: { batchId: 'b-2' } }],
    ['another tenant', { headers: { 'reach-tenant-id': 'tenant-2' } }],
    ['another partner', { claims: { partnerId: 'partner-2', type: 'partner' } }],
  ])('finds no batch of %s', async (_, overrides) => {
    const { held, stored, cancel } = createWorld();
    const message = `There is no batch "${overrides.path?.['batchId'] ?? 'b-1'}".`;
    expect(await cancel(overrides)).toEqual({
      statusCode: 404,
      headers: {},
      body: { success: false, message, data: { error: message } },
    });
    expect(stored()).toEqual(held);
  });

  it('finds no batch that expired, also where it does so at that moment', async () => {
    const { cancel } = createWorld({ expiresAt: NOW.getTime() / 1000 });
    expect(await cancel()).toMatchObject({ statusCode: 404 });
    let time = NOW.getTime();
    const expiring = createWorld(
      { expiresAt: time / 1000 + 1 },
      {
        now: () => new Date(time),
        before: once('requestCancel', () => {
          time += 1000;
        }),
      },
    );
    expect(await expiring.cancel()).toMatchObject({ statusCode: 404 });
  });

  it('is refused to a token of another tenant, without a look at what is stored', async () => {
    const { cancel, names } = createWorld();
    const claims = { partnerId: 'partner-1', tenantExternalId: 'tenant-2' };
    expect(await cancel({ claims })).toMatchObject({ statusCode: 403 });
    expect(names()).toEqual([]);
  });
});
