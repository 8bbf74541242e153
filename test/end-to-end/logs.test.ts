import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineContact, newTenant } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

const BATCH = '/api/resources/contact/batch';
const test = await sharedStack();
const { api } = test;
await defineContact(test);

describe('logs', () => {
  it('hold neither payloads nor tokens', async () => {
    const { token } = await newTenant(test);
    const secret = 'Sentinel-5417';
    await api.run('POST', BATCH, token, [{ contactId: secret, name: secret, address: { zip: secret } }]);
    await api.call('PATCH', BATCH, { token, body: { resources: [{ contactId: secret, [secret]: secret }] } });
    await api.call('PATCH', BATCH, { token, body: `{"resources": ${secret}` });
    const files = await readdir(test.stack.folder.logs);
    const texts = await Promise.all(
      files.map((file) => readFile(join(test.stack.folder.logs, file), 'utf8')),
    );
    const lines = ['request answered', 'batch accepted', 'records failed', 'batch completed', '"_aws"'];
    for (const line of lines) expect(texts.join()).toContain(line);
    for (const text of texts) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(token);
    }
  });
});
