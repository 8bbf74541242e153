import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

/** The browser from the registry is built for Linux on x64 alone. */
export const hasBrowser = process.platform === 'linux' && process.arch === 'x64';

export interface OpenPage {
  readonly page: Page;
  /** Addresses of all that it asked for. */
  readonly requested: readonly string[];
  /** What its policy refused, or failed otherwise: the errors on its console. */
  readonly complaints: readonly string[];
}

export interface OpenOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** One headless browser for the tests of a suite; gives the way to open a page in it. */
export function sharedBrowser(): (url: string, options?: OpenOptions) => Promise<OpenPage> {
  let browser: Browser;
  beforeAll(async () => {
    // As if at Lambda: it then brings the libraries that it needs, so that none of the system's has to be there.
    process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs24.x';
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    browser = await playwright.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  return async (url, { colorScheme = 'light', viewport } = {}) => {
    // The locale of the machine may be one that a browser does not know.
    const page = await browser.newPage({ locale: 'en-US', colorScheme, ...(viewport && { viewport }) });
    const requested: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    return { page, requested, complaints };
  };
}
