import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { synthesize } from '../../local/synth.ts';
import { temporaryFolder } from '../support/folders.ts';
import { TEST_CONTEXT } from '../support/global-setup.ts';

const templateIn = (folder: string) => readFile(join(folder, 'Patchlane.template.json'), 'utf8');
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

describe('the stack for the local run', () => {
  it('is not made again from the same sources and settings', async () => {
    const folder = await temporaryFolder();
    const [assembly, logFile] = [join(folder, 'assembly'), join(folder, 'synth.log')];
    // The whole suite's assembly was made with these.
    await synthesize({ folder: assembly, logFile, context: TEST_CONTEXT });
    expect(await isThere(logFile)).toBe(false);
    expect(await templateIn(assembly)).toBe(await templateIn(inject('assembly')));
  });

  it('is made anew for other settings', async () => {
    const folder = await temporaryFolder();
    const [assembly, logFile] = [join(folder, 'assembly'), join(folder, 'synth.log')];
    // Settings that no run had before this one.
    const consumerConcurrency = 2 + Math.floor(Math.random() * 999);
    const batchRetentionDays = 31 + Math.floor(Math.random() * 3000);
    const context = { consumerConcurrency, batchRetentionDays, 'aws:cdk:bundling-stacks': [] };
    await synthesize({ folder: assembly, logFile, context });
    expect(await isThere(logFile)).toBe(true);
    const template = await templateIn(assembly);
    expect(template).toContain(`"MaximumConcurrency": ${consumerConcurrency}`);
    expect(template).toContain(`"BATCH_RETENTION_DAYS": "${batchRetentionDays}"`);
  });
});
