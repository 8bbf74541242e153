import { access, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { LocalRunError } from './errors.ts';
import type { Issuer } from './issuer.ts';

// What is there at the first start, so that the first call a newcomer pastes has something to change.

export const EXAMPLE = {
  partnerId: 'demo-partner',
  tenantExternalId: 'demo-tenant',
  schema: 'customer',
  patch: {
    resources: [
      { customerId: 'c-1', email: 'ada@example.org' },
      { customerId: 'c-2', phone: null, address: { city: 'Turin' } },
    ],
  },
} as const;

const DEFINITION = {
  name: EXAMPLE.schema,
  pluralName: 'customers',
  description: 'People who buy from the tenant',
  category: 'custom_schema',
  external_id_field: 'customerId',
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['customerId', 'name'],
    additionalProperties: false,
    properties: {
      customerId: { type: 'string' },
      name: { type: 'string', minLength: 1 },
      email: { type: 'string', format: 'email' },
      phone: { type: 'string' },
      address: {
        type: 'object',
        additionalProperties: false,
        properties: { street: { type: 'string' }, city: { type: 'string' } },
      },
    },
  },
};

const RESOURCES = [
  { customerId: 'c-1', name: 'Ada Lovelace', email: 'ada@example.com' },
  {
    customerId: 'c-2',
    name: 'Grace Hopper',
    phone: '+1 555 0100',
    address: { street: 'Main St 1', city: 'Arlington' },
  },
  { customerId: 'c-3', name: 'Mary Jackson' },
];

const accepted = z.object({ data: z.object({ batchId: z.string() }) });
const progress = z.object({
  data: z.object({ status: z.string(), progress: z.object({ pendingRecords: z.number() }) }),
});

/** Far longer than three patches take. */
const TIMEOUT_MS = 60_000;
const POLL_MS = 50;

/**
 * Creates the example schema and resources through the API.
 * @param marker file that says that they are there; made at the end
 * @param log called when there is something to do
 */
export async function seed(
  url: string,
  marker: string,
  issuer: Issuer,
  log: (line: string) => void,
): Promise<void> {
  if (await exists(marker)) return;
  log('creating the example resources');
  const { partnerId, tenantExternalId } = EXAMPLE;
  const partner = await issuer.mint({ partnerId });
  const tenant = await issuer.mint({ partnerId, tenantExternalId });
  // 409: an earlier start got this far.
  await call(url, 'POST', '/partner/schema-definitions', partner, DEFINITION, [201, 200, 409]);
  const path = `/api/resources/${EXAMPLE.schema}/batch`;
  const { data } = accepted.parse(await call(url, 'POST', path, tenant, { resources: RESOURCES }, [202]));
  const giveUpAt = Date.now() + TIMEOUT_MS;
  for (;;) {
    const batch = progress.parse(
      await call(url, 'GET', `/api/batches/${data.batchId}`, tenant, undefined, [200]),
    ).data;
    if (batch.status === 'success') break;
    if (batch.progress.pendingRecords === 0 || Date.now() > giveUpAt) {
      throw new LocalRunError(
        `The example resources could not be created: batch ${data.batchId} is ${batch.status}.`,
      );
    }
    await sleep(POLL_MS);
  }
  await writeFile(marker, new Date().toISOString());
}

async function call(
  url: string,
  method: string,
  path: string,
  token: string,
  body: object | undefined,
  expected: readonly number[],
): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!expected.includes(response.status)) {
    throw new LocalRunError(
      `The example resources could not be created: ${method} ${path} was answered with ${response.status} ${text}.`,
    );
  }
  return JSON.parse(text);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
