import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** A page that is open. */
export interface Visit {
  readonly page: Page;
  /** Errors that the page logged or threw. */
  readonly errors: string[];
  /** Addresses asked for besides the page itself. */
  readonly requests: string[];
}

/** Opens the explorer in a context of its own and waits until the text has been read. */
export async function openExplorer(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const visit: Visit = { page, errors: [], requests: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) visit.errors.push(message.text());
  });
  page.on('pageerror', (error) => visit.errors.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (url.split('#')[0] !== address.split('#')[0] && !/^(data|blob):/.test(url)) visit.requests.push(url);
  });
  await page.goto(address);
  await isRead(page);
  return visit;
}

/** Waits until every network has read the whole text. */
export async function isRead(page: Page): Promise<void> {
  const summary = page.locator('.summary');
  await expect.poll(() => summary.textContent()).toContain('bits per character');
  await expect.poll(() => summary.textContent()).not.toContain('so far');
}

/** Puts the cursor before the first place where these characters stand. */
export async function goTo(page: Page, words: string): Promise<void> {
  const line = page.locator('.reader').first().locator('.cm-line', { hasText: words }).first();
  await line.click();
  await page.keyboard.press('Home');
  const before = (await line.textContent())!.indexOf(words);
  for (let i = 0; i < before; i++) await page.keyboard.press('ArrowRight');
}

/** Lengths of the curves of a chart that are drawn: one is empty until its answers have come. */
export const curves = (page: Page, title: RegExp) =>
  page
    .getByRole('img', { name: title })
    .locator('path.line')
    .evaluateAll((all) => all.map((one) => one.getAttribute('d')!.length).filter((length) => length > 0));
