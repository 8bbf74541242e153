import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../functions/openapi/operations.ts';
import { hasBrowser, sharedBrowser } from '../support/browser.ts';
import { newTenant } from '../support/site.ts';
import { sharedStack } from '../support/stack.ts';

const test = await sharedStack();

describe.runIf(hasBrowser)('the page of the reference', () => {
  const openPage = sharedBrowser();

  async function open(colorScheme: 'light' | 'dark' = 'light') {
    const opened = await openPage(`${test.stack.url}/docs`, { colorScheme });
    await opened.page.getByText('What became of every record').first().waitFor();
    return opened;
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
