import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { batchIdOf } from '../support/api.ts';
import { CONTACT, newTenant, partnerToken, sharedSite } from '../support/site.ts';

const DEFINITIONS = '/partner/schema-definitions';
const test = await sharedSite();
const { api, stack } = test;
const partner = await partnerToken(test);

const shown = z.object({ data: z.object({ id: z.string(), name: z.string(), versionNumber: z.number() }) });
const listed = z.object({ data: z.object({ results: z.array(z.object({ name: z.string() })) }) });

/** Functions keep a definition for up to a minute: each test has one that they have not met. */
async function define() {
  defined += 1;
  const name = `kind-${defined}`;
  const body = { ...CONTACT, name, pluralName: `${name}-all` };
  const answer = await api.call('POST', DEFINITIONS, { token: partner, body });
  expect(answer.status).toBe(201);
  const { id } = shown.parse(answer.body).data;
  return {
    id,
    body,
    name,
    path: `${DEFINITIONS}/${name}`,
    batch: `/api/resources/${name}/batch`,
    token: (await newTenant(test)).token,
  };
}
let defined = 0;

async function namesFor(token: string): Promise<readonly string[]> {
  const { body } = await api.call('GET', DEFINITIONS, { token });
  return listed.parse(body).data.results.map(({ name }) => name);
}

const withPhone = {
  ...CONTACT.schema,
  properties: { ...CONTACT.schema.properties, phone: { type: 'string' } },
};

describe('schema definitions', () => {
  it('are listed by name, for the partner and its tenants', async () => {
    const names = [(await define()).name, (await define()).name];
    for (const token of [partner, (await newTenant(test)).token]) {
      const { status, body } = await api.call('GET', DEFINITIONS, { token });
      expect(status).toBe(200);
      expect(body).toMatchObject({ data: { pagination: { hasNextPage: false, cursor: null } } });
      expect((await namesFor(token)).filter((name) => names.includes(name))).toEqual(names);
    }
  });

  it('are updated: the new version is shown at once and checks the batches that come', async () => {
    const { path, batch, name, token } = await define();
    const body = { description: 'With a phone', schema: withPhone };
    const updated = await api.call('POST', path, { token: partner, body });
    expect(updated).toMatchObject({ status: 200, body: { data: { ...body, versionNumber: 2 } } });
    const { body: read } = await api.call('GET', path, { token });
    expect(read).toEqual(updated.body);
    const resource = { contactId: 'c', name: 'Ada', phone: '1' };
    expect(await api.run('POST', batch, token, [resource])).toMatchObject({ status: 'success' });
    expect((await api.resource(name, 'c', token))?.data).toEqual(resource);
  });

  it('are updated while a batch runs, which ends with the version that it was accepted with', async () => {
    const { path, batch, name, token } = await define();
    const resources = Array.from({ length: 300 }, (_, at) => ({ contactId: `c-${at}`, name: 'Ada' }));
    const accepted = await api.call('POST', batch, { token, body: { resources } });
    // With this version every one of the batch would fail.
    const schema = { ...withPhone, required: ['contactId', 'name', 'phone'] };
    expect(await api.call('POST', path, { token: partner, body: { schema } })).toMatchObject({ status: 200 });
    expect(await api.untilFinal(batchIdOf(accepted), token)).toMatchObject({
      status: 'success',
      progress: { successfulRecords: 300 },
    });
    expect(await api.resource(name, 'c-299', token)).toMatchObject({ version: 1 });
  });

  it('take one of two updates at once', async () => {
    const { path } = await define();
    const answers = await Promise.all(
      [0, 1, 2, 3].map((at) =>
        api.call('POST', path, { token: partner, body: { description: `update ${at}` } }),
      ),
    );
    // Those that came one after the other are no conflict.
    const made = answers.filter(({ status }) => status === 200);
    expect(made.length).toBeGreaterThanOrEqual(1);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const { body } = await api.call('GET', path, { token: partner });
    expect(shown.parse(body).data.versionNumber).toBe(1 + made.length);
  });

  it('cannot change their names and their external id field', async () => {
    const { path } = await define();
    for (const body of [{ name: 'other' }, { pluralName: 'other' }, { external_id_field: 'email' }]) {
      const [field] = Object.keys(body);
      expect(await api.call('POST', path, { token: partner, body })).toMatchObject({
        status: 400,
        body: { errors: [expect.stringMatching(`^${field}: cannot be changed`)] },
      });
    }
  });

  it('are gone once deleted, with their resources, and keep their names', async () => {
    const { id, path, body, batch, name, token } = await define();
    await api.run('POST', batch, token, [{ contactId: 'c', name: 'Ada' }]);
    expect(await api.call('DELETE', path, { token: partner })).toMatchObject({
      status: 200,
      body: { success: true, data: { id, name, deactivatedAt: expect.any(String) } },
    });
    for (const idOrName of [id, name, body.pluralName]) {
      const there = `${DEFINITIONS}/${idOrName}`;
      expect(await api.call('GET', there, { token })).toMatchObject({ status: 404 });
      expect(await api.call('POST', there, { token: partner, body: {} })).toMatchObject({ status: 404 });
      expect(await api.call('DELETE', there, { token: partner })).toMatchObject({ status: 404 });
    }
    expect(await namesFor(partner)).not.toContain(name);
    expect(await api.resource(name, 'c', token)).toBeUndefined();
    expect(await api.call('POST', DEFINITIONS, { token: partner, body })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('stay taken when a definition is deleted') },
    });
  });

  it('are deleted while a batch runs, which goes on', async () => {
    const { path, batch, token } = await define();
    const resources = Array.from({ length: 300 }, (_, at) => ({ contactId: `c-${at}`, name: 'Ada' }));
    const accepted = await api.call('POST', batch, { token, body: { resources } });
    expect(await api.call('DELETE', path, { token: partner })).toMatchObject({ status: 200 });
    expect(await api.untilFinal(batchIdOf(accepted), token)).toMatchObject({ status: 'success' });
  });

  it('are seen and changed by nobody but their partner', async () => {
    const { id, path, name } = await define();
    const other = await stack.token({ partnerId: 'another' });
    expect(await namesFor(other)).toEqual([]);
    for (const there of [path, `${DEFINITIONS}/${id}`]) {
      expect(await api.call('POST', there, { token: other, body: {} })).toMatchObject({ status: 404 });
      expect(await api.call('DELETE', there, { token: other })).toMatchObject({ status: 404 });
    }
    const { token } = await newTenant(test);
    expect(await api.call('POST', path, { token, body: {} })).toMatchObject({ status: 403 });
    expect(await api.call('DELETE', path, { token })).toMatchObject({ status: 403 });
    const { body } = await api.call('GET', path, { token: partner });
    expect(shown.parse(body).data).toEqual({ id, name, versionNumber: 1 });
  });
});
