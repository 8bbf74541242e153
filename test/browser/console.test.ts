import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { EXAMPLE } from '../../local/seed.ts';
import { hasBrowser, type OpenPage, sharedBrowser } from '../support/browser.ts';
import { sharedStack } from '../support/stack.ts';

/** One consumer: what it has not taken yet can be seen. */
const test = await sharedStack({ seed: true, functionConcurrency: 1 });
/** What was held may come again by redelivery alone, after a visibility timeout or two. */
const SLOW_MS = 120_000;
const CONSOLE = `${test.stack.url}/_console/`;
const SCREENSHOTS = join(import.meta.dirname, '../../.tmp/console');

const { partnerId, tenantExternalId, schema } = EXAMPLE;
const token = await test.stack.token({ partnerId, tenantExternalId });

describe.runIf(hasBrowser)('the console', () => {
  const openPage = sharedBrowser();
  beforeAll(async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
  });
  afterAll(() => console.info(`Screenshots of the console: ${SCREENSHOTS}`));

  const open = (hash: string) => openPage(CONSOLE + hash, { viewport: { width: 1280, height: 900 } });

  /** Nothing failed on the page, and it asked nobody else for anything. */
  async function close({ page, requested, complaints }: OpenPage): Promise<void> {
    expect(complaints).toEqual([]);
    expect([...new Set(requested.map((url) => new URL(url).origin))]).toEqual([test.stack.url]);
    await page.close();
  }

  /** Two of three records fail: a new customer has to have a name. */
  async function failingBatch(): Promise<string> {
    const resources = [
      { customerId: 'c-3', phone: '+1 555 0199' },
      { customerId: 'new-1', email: 'new@example.org' },
      { customerId: 'new-2', address: { city: 'Turin' } },
    ];
    const { batchId } = await test.api.run('POST', `/api/resources/${schema}/batch`, token, resources);
    return batchId;
  }

  it(
    'sends a batch of 1000 patches and shows it moving from 0 to final, with the numbers of the API',
    async () => {
      // The consumer's process begins with its first messages: it has to be there to be held.
      await failingBatch();
      const consumers = test.stack.pids('ApplyPatches');
      expect(consumers).toHaveLength(1);
      const opened = await open('#/send');
      const { page } = opened;
      await page.getByLabel('over resources').fill('500');
      await page.getByRole('button', { name: 'Fill in' }).click();
      for (const pid of consumers) process.kill(pid, 'SIGSTOP');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      const bar = page.getByRole('progressbar');
      await bar.waitFor();
      await page.evaluate(RECORD_PROGRESS);
      // Asked for again: where the machine is slow the first ones have timed out, and others are in their place.
      for (const pid of test.stack.pids('ApplyPatches')) process.kill(pid, 'SIGCONT');
      await page
        .locator('.heading')
        .first()
        .getByText('success', { exact: true })
        .waitFor({ timeout: SLOW_MS });
      const seen = z.array(z.coerce.number()).parse(await page.evaluate('seen'));
      expect(seen[0]).toBe(0);
      expect(seen.at(-1)).toBe(1000);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));

      const batchId = /#\/batches\/([^?]+)/.exec(page.url())?.[1] ?? '';
      const { progress } = await test.api.report(batchId, token);
      expect(await figures(page)).toMatchObject({
        Records: String(progress.totalRecords.toLocaleString('en-US')),
        Processed: String(progress.processedRecords.toLocaleString('en-US')),
        Successful: String(progress.successfulRecords.toLocaleString('en-US')),
        Failed: String(progress.failedRecords),
        Cancelled: String(progress.cancelledRecords),
        Pending: String(progress.pendingRecords),
      });
      await page.getByRole('link', { name: 'Batches', exact: true }).first().click();
      const row = page.getByRole('row').filter({ hasText: batchId });
      await row.getByText('1,000 / 1,000').waitFor();
      await close(opened);
    },
    SLOW_MS,
  );

  it('tells why a record failed to who clicks it, keeps that over a reload, and goes back', async () => {
    const batchId = await failingBatch();
    const opened = await open('#/batches');
    const { page } = opened;
    await page.getByRole('link', { name: batchId }).click();
    await page.getByRole('link', { name: 'failed', exact: true }).click();
    await page.getByRole('cell', { name: 'new-1' }).click();
    await expectReason(page);
    await page.reload();
    await expectReason(page);
    await page.goBack();
    await page.locator('.record-detail').waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: /^Record / }).count()).toBe(2);
    await close(opened);
  });

  it('tells why a record failed to who has a keyboard alone', async () => {
    const batchId = await failingBatch();
    const opened = await open('#/batches');
    const { page } = opened;
    const press = async (target: Locator) => {
      await tabTo(page, target);
      await page.keyboard.press('Enter');
    };
    await press(page.getByRole('link', { name: batchId }));
    await press(page.getByRole('link', { name: 'failed', exact: true }));
    await press(page.getByRole('button', { name: 'Record 1', exact: true }));
    await expectReason(page);
    await page.keyboard.press('Escape');
    await page.locator('.record-detail').waitFor({ state: 'detached' });
    await press(page.getByRole('button', { name: /^Tenant/ }));
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await close(opened);
  });

  it('names each problem of a batch that is refused as the API does', async () => {
    const items = [
      { customerId: 'c-1', email: 'no address' },
      { customerId: 'c-2', nickname: 'G' },
    ];
    const refused = await test.api.call('POST', `/api/resources/${schema}/batch`, {
      token,
      body: { resources: items },
    });
    const { errors } = z.object({ errors: z.array(z.string()) }).parse(refused.body);
    const { page } = await open('#/send');
    await page.getByLabel('Patches (JSON)').fill(JSON.stringify(items));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const rows = page.locator('.problems tbody tr');
    await rows.first().waitFor();
    const shown = (await rows.all()).map(async (row) => {
      const [index, pointer, message] = await row.getByRole('cell').allInnerTexts();
      return `resources[${index}]${pointer}: ${message}`;
    });
    expect(await Promise.all(shown)).toEqual(errors);
    // A browser itself tells of a 400 as an error, so that the console cannot be asked here.
    await page.close();
  });

  it('shows every widget of the dashboard and what the alarms say', async () => {
    const dashboard = z.object({ widgets: z.array(z.object({ title: z.string() })) });
    const { widgets } = dashboard.parse(await (await fetch(`${CONSOLE}api/dashboard`)).json());
    const opened = await open('#/');
    const { page } = opened;
    await page
      .getByRole('status')
      .getByText(/^(Healthy|Not healthy|Not known)$/)
      .waitFor();
    await page.locator('.grid[aria-busy=false]').waitFor();
    const titles = await page.locator('.widget > h2').allInnerTexts();
    expect(titles).toEqual(expect.arrayContaining(widgets.map(({ title }) => title).filter(Boolean)));
    expect(await page.locator('.widget').count()).toBe(widgets.length);
    await page.locator('.plot canvas').first().waitFor();
    await close(opened);
  });

  it('fits 1280 and 390 pixels, in light and dark, and passes the checks of accessibility', async () => {
    const batchId = await failingBatch();
    const opened = await open('#/');
    const { page } = opened;
    await page.evaluate(axe.source);
    const views = {
      overview: '#/',
      batches: '#/batches',
      batch: `#/batches/${batchId}?outcome=failed&record=1`,
      queues: '#/queues',
      send: '#/send',
    };
    for (const [name, hash] of Object.entries(views)) {
      await page.evaluate((place) => Object.assign(globalThis, { location: place }), hash);
      await page
        .locator(READY[name] ?? 'main')
        .first()
        .waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 900 });
          const picture = `${name}-${width}-${colorScheme}`;
          // Charts follow their frame in the next one.
          await expect.poll(() => page.evaluate(OVERFLOW), { message: picture }).toBe(0);
          await page.screenshot({ path: join(SCREENSHOTS, `${picture}.png`), fullPage: true });
        }
        // What dark can break is contrast alone.
        const rules = colorScheme === 'dark' ? ['color-contrast'] : ALL_RULES;
        expect(await violations(page, rules), `${name} ${colorScheme}`).toEqual([]);
      }
    }
    await close(opened);
  });
});

/** What is there once a view has its data. */
const READY: Readonly<Record<string, string>> = {
  overview: '.plot canvas',
  batches: '.batches tbody tr',
  batch: '.record-detail',
  queues: '.queue',
  send: 'textarea',
};

/** Keeps every value that the progress bar has, from now on. */
const RECORD_PROGRESS = `
  const bar = document.querySelector('[role=progressbar]');
  var seen = [bar.getAttribute('aria-valuenow')];
  new MutationObserver(() => seen.push(bar.getAttribute('aria-valuenow'))).observe(bar, { attributeFilter: ['aria-valuenow'] });
`;

/** Pixels that the page is wider than the window; text, because the tests' types know no browser. */
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

async function expectReason(page: Page): Promise<void> {
  const detail = page.locator('.record-detail');
  await detail.getByText('validation_failed').waitFor();
  await detail.getByText('The patched resource does not match its schema.').waitFor();
  await detail.getByRole('cell', { name: '/name', exact: true }).waitFor();
  await detail.getByText('is required', { exact: true }).waitFor();
  await detail.getByText('"email": "new@example.org"').waitFor();
}

/** The counts of a batch as they stand on the screen, by their names. */
async function figures(page: Page): Promise<Record<string, string>> {
  const pairs = (await page.locator('.counts > div').all()).map(async (one) => [
    await one.locator('dt').innerText(),
    await one.locator('dd').innerText(),
  ]);
  return Object.fromEntries(await Promise.all(pairs));
}

const MOST_TABS = 60;

async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await page.keyboard.press('Tab');
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`the focus did not come to ${target}`);
}

const findings = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })) }),
);

/** Tags of axe's rules: WCAG 2.1 AA. */
const ALL_RULES = ['wcag2a', 'wcag2aa', 'wcag21aa'];

/** What axe, which the page has by now, finds; one line each. */
async function violations(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  const found = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`,
  );
  return findings
    .parse(found)
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
