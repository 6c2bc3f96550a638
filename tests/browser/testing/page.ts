import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';
import { launchChromium } from '../../../scripts/chromium.mjs';

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}

/** A page that is open. */
export interface Visit {
  readonly page: Page;
  /** Errors that the page logged or threw. */
  readonly errors: string[];
  /** Addresses asked for besides the page itself. */
  readonly requests: string[];
}

/** Starts a browser for all tests of a file. */
export async function chromium(): Promise<Browser> {
  const browser = await launchChromium();
  afterAll(() => browser.close());
  return browser;
}

/** Makes a folder for the pages of all tests of a file. */
export async function pageFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-browser-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a page in a context of its own. */
export async function visit(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const opened: Visit = { page, errors: [], requests: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) opened.errors.push(message.text());
  });
  page.on('pageerror', (error) => opened.errors.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (url.split('#')[0] !== address.split('#')[0] && !/^(data|blob):/.test(url)) opened.requests.push(url);
  });
  await page.goto(address);
  return opened;
}

/** Opens the explorer without motion, and waits until the text has been read. */
export async function openExplorer(...given: Parameters<typeof visit>): Promise<Visit> {
  const [browser, address, options] = given;
  const opened = await visit(browser, address, { reducedMotion: 'reduce', ...options });
  await isRead(opened.page);
  return opened;
}

/** Serious problems that axe-core finds on a page, which must be opened with `bypassCSP`. */
export async function seriousProblems(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.length} times, first ${nodes[0]?.html.slice(0, 200)}`);
  });
}

/** Waits until every network has read the whole text. */
export async function isRead(page: Page): Promise<void> {
  const summary = page.locator('.summary');
  await expect.poll(() => summary.textContent()).toContain('bits per character');
  await expect.poll(() => summary.textContent()).not.toMatch(/so far|is reading/);
}

/** Puts the cursor before the first place where these characters stand. */
export async function goTo(page: Page, words: string): Promise<void> {
  const line = page.locator('.text .cm-line', { hasText: words }).first();
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
