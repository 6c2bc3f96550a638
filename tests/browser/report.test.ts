import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseResult } from '@longrange/eval';
import { describeSweep, renderHtml } from '@longrange/report';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { compareMadeUp, madeUpRun } from '../../packages/report/src/describe/testing/made-up-comparison.ts';
import { sweep } from '../../packages/report/src/describe/testing/made-up-sweep.ts';
import { readText } from '../testing/workspace.ts';
import { chromium, pageFolder, seriousProblems, type Visit, visit } from './testing/page.ts';

const fixtures = ['complete', 'text-only', 'edge'];
/** A report of a real run, to be looked at beside those of the fixtures. */
const { REPORT } = process.env;
const reports = [...fixtures, 'comparison', 'sweep', ...(REPORT ? ['real'] : [])];

const browser = await chromium();
const folder = await pageFolder();
beforeAll(async () => {
  for (const name of fixtures) {
    const result = parseResult(readText(`packages/report/src/__fixtures__/${name}.json`));
    await writeFile(join(folder, `${name}.html`), await renderHtml(result));
  }
  const contenders = ['a-run-with-quite-a-long-name-of-its-own', 'another'].map((label, index) => ({
    label,
    runs: [madeUpRun(label, { bits: 1.8 - index / 5, held: 6 + 3 * index, window: 12 + 20 * index })],
  }));
  const comparison = await compareMadeUp(contenders);
  await writeFile(join(folder, 'comparison.html'), await renderHtml(comparison));
  await writeFile(join(folder, 'sweep.html'), await renderHtml(describeSweep(sweep, comparison)));
  if (REPORT) await copyFile(REPORT, join(folder, 'real.html'));
});

/** Opens a report from disk. */
async function open(name: string, options?: BrowserContextOptions): Promise<Visit> {
  const opened = await visit(browser, pathToFileURL(join(folder, `${name}.html`)).href, options);
  await opened.page.waitForTimeout(100);
  return opened;
}

/** Opens everything that can be folded. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });

/** Maximum height of a page 1,280 pixels wide with everything closed. */
const MOST_HEIGHT = 7000;

it.each(reports)(
  '%s opens from disk without errors or requests, is short, and fits each screen',
  async (name) => {
    const { page, errors, requests } = await open(name, { viewport: { width: 1280, height: 800 } });
    expect(await page.title()).toMatch(/longrange/);
    expect({ errors, requests }).toEqual({ errors: [], requests: [] });
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(MOST_HEIGHT);
    await unfold(page);
    for (const width of [1280, 768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const content = await page.evaluate(() => document.documentElement.scrollWidth);
      expect({ width, content }).toEqual({ width, content: Math.min(width, content) });
    }
  },
);

// A real report has the parts of the complete one.
const checked = [...fixtures, 'comparison', 'sweep'];
it.each([
  ...checked.map((name) => [name, 'light'] as const),
  ...checked.map((name) => [name, 'dark'] as const),
])(
  'gives axe-core nothing serious to find in %s, %s, with everything open',
  async (name, colorScheme) => {
    const { page } = await open(name, { colorScheme, bypassCSP: true });
    await unfold(page);
    expect(await seriousProblems(page)).toEqual([]);
  },
  60_000,
);

it('shows the chart of the first screen on the first screen', async () => {
  const { page } = await open('complete', { viewport: { width: 1200, height: 800 } });
  const chart = (await page.locator('#figure-range svg.wide').boundingBox())!;
  expect(chart.y + chart.height).toBeLessThanOrEqual(800);
});

it('has both numerals and the chart on the first screen of a phone, and folds the contents', async () => {
  const { page } = await open('complete', { viewport: { width: 390, height: 844 } });
  for (const selector of ['.numerals > :last-child', '#figure-range svg.narrow']) {
    const { y, height } = (await page.locator(selector).boundingBox())!;
    expect(y + height).toBeLessThanOrEqual(844);
  }
  const isOpen = () => page.locator('nav > details').evaluate((node) => (node as HTMLDetailsElement).open);
  expect(await isOpen()).toBe(false);
  await page.setViewportSize({ width: 1200, height: 800 });
  await expect.poll(isOpen).toBe(true);
});

it('tints the characters of a sample where the switch is on, with the keyboard and without scripts', async () => {
  const { page } = await open('complete', { javaScriptEnabled: false });
  const sample = page.locator('.first-sample');
  const tint = () =>
    sample
      .locator('i.h1')
      .first()
      .evaluate((node) => getComputedStyle(node).backgroundColor);
  const none = await tint();
  await sample.getByRole('switch').focus();
  await page.keyboard.press('Space');
  expect(await tint()).not.toBe(none);
});

it.each([1280, 360])('shows each chart once, with a size, at %i pixels', async (width) => {
  const { page } = await open('complete', { viewport: { width, height: 800 } });
  await unfold(page);
  const sizes = await page.evaluate(() => {
    return [...document.querySelectorAll('figure')]
      .map((figure) =>
        [...figure.querySelectorAll('svg[role=img]')].map((svg) => svg.getBoundingClientRect()),
      )
      .filter((charts) => charts.length > 0)
      .map((charts) => charts.filter((box) => box.width > 0 && box.height > 0));
  });
  expect(sizes.length).toBeGreaterThanOrEqual(6);
  for (const shown of sizes) {
    expect(shown).toHaveLength(1);
    expect(shown[0]!.width).toBeGreaterThan(250);
    expect(shown[0]!.width).toBeLessThanOrEqual(width);
    expect(shown[0]!.height).toBeGreaterThan(80);
  }
});

// axe-core checks the contrast on both.
it('is light on light screens and dark on dark ones', async () => {
  const brightness = async (colorScheme: 'light' | 'dark') => {
    const { page } = await open('complete', { colorScheme });
    const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    return Math.max(
      ...color
        .match(/[\d.]+/g)!
        .slice(0, 3)
        .map(Number),
    );
  };
  expect(await brightness('light')).toBeGreaterThan(230);
  expect(await brightness('dark')).toBeLessThan(60);
});

it('is usable with the keyboard: a link that skips to the sections comes first, and details open', async () => {
  const { page } = await open('complete');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#guard');
  const summary = page.locator('summary').first();
  await summary.focus();
  for (const isOpen of [true, false]) {
    await page.keyboard.press('Enter');
    const details = summary.evaluate((node) => (node.parentElement as HTMLDetailsElement).open);
    expect(await details).toBe(isOpen);
  }
});

it('says the values of a chart under the arrow keys, and goes to what failed there', async () => {
  const { page } = await open('complete');
  await page.locator('nav a[href="#delimiters"]').click();
  const chart = page.locator('#figure-bracket-hazard svg.wide');
  const tip = page.locator('output.tip');
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  expect(await tip.textContent()).toMatch(/^model, open for 1 character: [\d.]+ /);
  await page.keyboard.press('ArrowDown');
  expect(await tip.textContent()).toMatch(/^real code, open for 1 character:/);
  await page.keyboard.press('ArrowUp');
  for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowRight');
  expect(await tip.textContent()).toMatch(/^model, open for 16–31 characters/);
  await page.keyboard.press('Enter');
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  expect(focused).toMatch(/^model, 16–31 characters: \d+ brackets broke, \d shown$/);
  expect(await page.locator('#failed-brackets-0-16 pre').first().isVisible()).toBe(true);
});

it('says the value of the mark nearest to the pointer, and makes the series of a legend stand out', async () => {
  const { page } = await open('complete');
  await page.locator('nav a[href="#closers"]').click();
  const chart = page.locator('#figure-closers-by-distance svg.wide');
  await chart.scrollIntoViewIfNeeded();
  const mark = chart.locator('.series-model .datum .point').nth(2);
  const { x, y } = (await mark.boundingBox())!;
  await page.mouse.move(x + 9, y + 9);
  expect(await page.locator('output.tip').textContent()).toMatch(/^model, 4–7 characters/);
  const legend = page.locator('#figure-closers-by-distance ul.legend button');
  await legend.nth(1).click();
  expect(await legend.nth(1).getAttribute('aria-pressed')).toBe('true');
  expect(await chart.locator('.series-model.dim').count()).toBeGreaterThan(0);
  expect(await chart.locator('.series-ngram.dim').count()).toBe(0);
});

it('says what each character of a sample cost, under the arrow keys', async () => {
  const { page } = await open('complete');
  const text = page.locator('pre[data-values]').first();
  const before = (await text.textContent()) ?? '';
  await text.focus();
  await page.keyboard.press('ArrowRight');
  const first = before.trimStart().length === before.length ? `“${before[0]}”` : 'space';
  expect(await page.locator('output.tip').textContent()).toContain(`${first}: `);
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowDown');
  expect(await page.locator('output.tip').textContent()).toMatch(/model [\d.]+ bits/);
  expect(await text.textContent()).toBe(before);
});

it.each([true, false])('opens a folded section by its link, with scripts: %s', async (javaScriptEnabled) => {
  const { page } = await open('complete', { javaScriptEnabled });
  const chart = page.locator('#figure-range-writing svg.wide');
  expect(await chart.isVisible()).toBe(false);
  await page.locator('nav a[href="#range"]').click();
  await expect.poll(() => chart.isVisible()).toBe(true);
});

it('prints each section with its title, first sentence and charts, unfolded', async () => {
  const { page } = await open('complete', { javaScriptEnabled: false });
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['#range-heading', '.section>summary>.lead', '#figure-range-writing svg.wide'])
    expect(await page.locator(selector).first().isVisible()).toBe(true);
});

it('is complete without scripts', async () => {
  const { page } = await open('complete', { javaScriptEnabled: false });
  const withScripts = await open('complete');
  // biome-ignore lint/performance/useDomNodeTextContent: what is seen, which style and layout decide, is the question.
  const text = (one: Page) => one.locator('main').innerText();
  expect(await text(page)).toBe(await text(withScripts.page));
});
