import { type Browser, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../functions/openapi/operations.ts';
import { newTenant, sharedStack } from '../support/stack.ts';

const test = await sharedStack();

// The browser from the registry is built for Linux on x64 alone.
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the page of the reference', () => {
  let browser: Browser;
  beforeAll(async () => {
    // As if at Lambda: it then brings the libraries that it needs, so that none of the system's has to be there.
    process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs24.x';
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    browser = await playwright.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  /** Opens the page; what its policy refuses, or fails otherwise, is a line of the console. */
  async function open(colorScheme: 'light' | 'dark' = 'light') {
    const page = await browser.newPage({ colorScheme });
    const requested: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${test.stack.url}/docs`);
    await page.getByText('What became of every record').first().waitFor();
    return { page, requested, complaints };
  }

  it('shows every operation, and asks nobody else for anything', async () => {
    const { page, requested, complaints } = await open();
    for (const { summary } of Object.values(OPERATIONS)) {
      expect(await page.getByRole('heading', { name: summary, exact: true }).count(), summary).toBe(1);
    }
    await page.waitForLoadState('networkidle');
    expect([...new Set(requested.map((url) => new URL(url).origin))]).toEqual([test.stack.url]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('sends a call with the token that it was given, and shows the answer', async () => {
    const { page, complaints } = await open();
    const { token } = await newTenant(test);
    await page.getByPlaceholder('api-token').fill(token);
    await page.getByRole('button', { name: 'SET' }).click();
    const operation = page.locator('[id="get-/api/limits"]');
    const [response] = await Promise.all([
      page.waitForResponse((one) => one.url().endsWith('/api/limits')),
      operation.getByRole('button', { name: 'TRY' }).click(),
    ]);
    expect(response.status()).toBe(200);
    await operation.getByText('maxBodyBytes').last().waitFor();
    await operation.getByText('Response Status: OK').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is light or dark as the reader has it, and follows a change', async () => {
    const { page } = await open('dark');
    await page.locator('rapi-doc[theme=dark]').waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('rapi-doc[theme=light]').waitFor();
    await page.close();
  });
});
