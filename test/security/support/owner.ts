import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { shardOf } from '../../../functions/adapters/keys.ts';
import { encodeCursor } from '../../../functions/cursor.ts';
import { batchIdOf } from '../../support/api.ts';
import { CONTACT } from '../../support/site.ts';
import type { TestStack } from '../../support/stack.ts';
import type { Identity } from './identities.ts';
import type { Named } from './probes.ts';

/** What somebody owns, for others to try to get at. */
export interface Owned {
  readonly named: Named & { readonly schemaId: string };
  /** Stands in all data of it, and in no other. */
  readonly secret: string;
  readonly idempotencyKey: string;
}

const created = z.object({ data: z.object({ id: z.string() }) });
const listed = z.object({ data: z.object({ pagination: z.object({ cursor: z.string() }) }) });

/** Defines a schema, makes two resources, and has a batch that worked and one that failed. */
export async function createOwned({ api, stack }: TestStack, owner: Identity): Promise<Owned> {
  const { partnerId, tenantId } = owner;
  const unique = randomBytes(6).toString('hex');
  const schema = `schema-${unique}`;
  const secret = `secret-${unique}`;
  const definition = await api.call('POST', '/partner/schema-definitions', {
    token: await stack.token({ partnerId }),
    body: { ...CONTACT, name: schema, pluralName: `plural-${unique}` },
  });
  const token = await stack.token({ partnerId, tenantExternalId: tenantId });
  const path = `/api/resources/${schema}/batch`;
  const resources = [`c-${unique}`, `d-${unique}`].map((contactId) => ({ contactId, name: secret }));
  const headers = { 'idempotency-key': unique };
  const worked = batchIdOf(await api.call('POST', path, { token, headers, body: { resources } }));
  const lost = [{ contactId: secret, name: secret }];
  const failed = batchIdOf(await api.call('PATCH', path, { token, body: { resources: lost } }));
  for (const batchId of [worked, failed]) await untilComplete(api, batchId, token);
  const cursorOf = async (list: string) =>
    listed.parse((await api.call('GET', `${list}?limit=1`, { token })).body).data.pagination.cursor;
  return {
    named: {
      schema,
      schemaId: created.parse(definition.body).data.id,
      externalId: `c-${unique}`,
      batchId: failed,
      cursors: {
        batches: await cursorOf('/api/batches'),
        resources: await cursorOf(`/api/resources/${schema}`),
      },
    },
    secret,
    idempotencyKey: unique,
  };
}

/** A batch is final a moment before its consumer has noted that. */
async function untilComplete(api: TestStack['api'], batchId: string, token: string): Promise<void> {
  let { completedAt } = await api.untilFinal(batchId, token);
  while (completedAt === null) ({ completedAt } = await api.report(batchId, token));
}

/** What is as like to something of an owner's as can be, and never was; its schema definition may stay. */
export function neverWas({ externalId, batchId, cursors, schema }: Named, keepSchema: boolean): Named {
  const other = schema.length === 36 ? randomUUID() : schema.slice(0, -12) + randomBytes(6).toString('hex');
  return {
    schema: keepSchema ? schema : other,
    externalId: sameShard(externalId),
    batchId: batchId.slice(0, -8) + randomBytes(4).toString('hex').toUpperCase(),
    cursors: { batches: another(cursors.batches), resources: another(cursors.resources) },
  };
}

/** The partition of a resource depends on its name. */
function sameShard(externalId: string): string {
  for (;;) {
    const other = `c-${randomBytes(6).toString('hex')}`;
    if (shardOf(other, 8) === shardOf(externalId, 8)) return other;
  }
}

/** A cursor to the same place of a list that there is not. */
function another(cursor: string): string {
  const [, position] = z
    .tuple([z.string(), z.string()])
    .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  return encodeCursor([randomUUID()], position);
}
