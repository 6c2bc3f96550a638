import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MinimalPair } from '@longrange/code';
import { scorePairs } from '@longrange/eval/internal';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { explorerPage } from '../../apps/explorer/src/index.ts';
import { code, fileOf } from '../../apps/explorer/tests/testing/toy-network.ts';
import {
  chromium,
  curves,
  goTo,
  isRead,
  openExplorer,
  pageFolder,
  seriousProblems,
  visit,
} from './testing/page.ts';
import { contentOf, note, opener, text, toyPage } from './testing/toy-page.ts';

const browser = await chromium();
const folder = await pageFolder();
const addresses = await toyPage(folder);
const { networks } = addresses;
const closer = code.indexOf(')', opener);

const open = (address: string, options?: BrowserContextOptions) => openExplorer(browser, address, options);

/** Length of each strip in characters: the last distance at which the pair, cut there, still shows its opener. */
async function lengthsByEval(): Promise<number[]> {
  const pairs = Array.from({ length: closer - opener }, (_, index): MinimalPair => {
    const distance = index + 1;
    const cut = (type: string) => ({
      text: text.slice(0, opener) + type[0] + text.slice(opener + 1),
      start: opener,
      at: opener + distance,
      closer: type[1]!,
    });
    return { kind: 'closer', document: '', distance, members: [cut('()'), cut('[]')] };
  });
  const scored = await Promise.all(networks.map((network) => scorePairs(network, pairs)));
  return scored.map((all) => all.findLast(({ evidence }) => evidence > 1)?.distance ?? 0);
}

it('opens on the answer: two strips, as long as eval finds the opener to show, a sentence, and how it was chosen', async () => {
  const { page, errors, requests } = await open(addresses.file);
  const [first, second] = await lengthsByEval();
  expect([first, second]).toEqual([2, 9]);
  await expect
    .poll(() => page.locator('.strip output').allTextContents())
    .toEqual([`${first}`, `all ${second}`]);
  expect(await page.locator('h1').textContent()).toBe(
    `toy "LSTM" <b> forgets this bracket after ${first} characters; minGRU remembers it to its closer, at ${second}.`,
  );
  const strips = page.locator('svg.track');
  const drawn = await strips.evaluateAll((all) =>
    all.map((one) => {
      const { width } = (one as SVGSVGElement).viewBox.baseVal;
      const bars = Array.from(
        one.querySelectorAll('rect'),
        ({ x, width }) => x.baseVal.value + width.baseVal.value,
      );
      return [Math.max(...bars), width];
    }),
  );
  expect(drawn).toEqual([
    [first, 9],
    [second, 9],
  ]);
  // Each character that is still shown has its ribbon, the closer too.
  await expect.poll(() => page.locator('.cm-content .end').allTextContents()).toEqual(['(', ')']);
  const ribbon = await page.locator('.cm-content .ribbon[style*=ribbon1]').allTextContents();
  expect(ribbon.join('')).toBe('"a", \'b\')');
  await page.getByText('How the first bracket was chosen').click();
  for (const words of note.split('\n')) expect(await page.getByText(words).isVisible()).toBe(true);
  expect([...errors, ...requests]).toEqual([]);
});

it('reads its first opener once, by itself', async () => {
  const models = [{ name: 'mingru', bytes: await fileOf(networks[1]!) }];
  const far = await explorerPage({ models, text, opener: code.indexOf('[side') });
  await writeFile(join(folder, 'far.html'), far);
  const { page, errors } = await visit(browser, pathToFileURL(join(folder, 'far.html')).href);
  await page.locator('.cm-content .unread').first().waitFor();
  await expect.poll(() => page.locator('.open .column').count()).toBeGreaterThan(0);
  await expect.poll(() => page.locator('.cm-content .unread').count()).toBe(0);
  expect(errors).toEqual([]);
});

it('is led by the buttons of the tour to text that both networks have written', async () => {
  const { page, errors, requests } = await open(addresses.served);
  await page.getByRole('button', { name: 'Take the tour' }).click();
  const [tour, next] = [page.locator('.tour'), page.getByRole('button', { name: 'Next', exact: true })];
  const words = page.locator('.cm-content');
  for (const [index, step] of ['Remember', 'Forget', 'Put text', 'Hold a unit', 'Let it write'].entries()) {
    await expect.poll(() => tour.textContent()).toContain(`${index + 1} of 5 ${step}`);
    if (index === 2) await expect.poll(() => words.textContent()).toContain('join(value,    other,');
    if (index === 3)
      await expect
        .poll(() => page.locator('.summary b').allTextContents())
        .toContainEqual(expect.stringMatching(/ held$/));
    if (index < 4) await next.click();
  }
  const written = page.locator('.written');
  await expect
    .poll(async () => (await written.allTextContents()).map(({ length }) => length > 400))
    .toEqual([true, true]);
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await tour.count()).toBe(0);
  expect([...errors, ...requests]).toEqual([]);
});

it('ends the tour at once, whatever a step was about to do', async () => {
  const { page } = await open(addresses.file);
  await page.getByRole('button', { name: 'Take the tour' }).click();
  for (let step = 0; step < 4; step++) await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await isRead(page);
  await page.waitForTimeout(1000);
  expect(await page.locator('.summary b').allTextContents()).toEqual(['toy "LSTM" <b>', 'minGRU']);
  expect(await page.locator('.unread').count()).toBe(0);
});

/** Taps the first place where these characters stand. */
async function tap(page: Page, words: string): Promise<void> {
  const line = page.locator('.text .cm-line', { hasText: words }).first();
  await line.scrollIntoViewIfNeeded();
  const [x, y] = await line.evaluate((element, words) => {
    const place = document.createRange();
    let left = element.textContent!.indexOf(words);
    const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode()!; ; node = nodes.nextNode()!) {
      place.setStart(node, Math.min(left, node.textContent!.length));
      if (left < node.textContent!.length) break;
      left -= node.textContent!.length;
    }
    place.setEnd(place.startContainer, place.startOffset + 1);
    const box = place.getBoundingClientRect();
    return [box.x + 1, box.y + box.height / 2];
  }, words);
  await page.touchscreen.tap(x!, y!);
}

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

it('brings the answer to a tap into view on a phone, until it is closed', async () => {
  const { page, errors } = await open(addresses.file, phone);
  // As long as the answer can be seen, nothing covers the text.
  await tap(page, '(shape');
  await expect.poll(() => page.locator('main h1').textContent()).toContain('it closes at 20');
  const sheet = page.locator('.sheet');
  expect(await sheet.count()).toBe(0);
  await page.locator('.text').evaluate((text) => text.scrollIntoView());
  await tap(page, '(sides) >');
  const answer = sheet.locator('h1');
  await expect.poll(() => answer.textContent()).toContain('minGRU remembers it to its closer, at 6.');
  expect(await answer.isVisible()).toBe(true);
  const ends = () =>
    sheet.evaluate((one) => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom]);
  await expect.poll(ends).toEqual([expect.any(Number), 844]);
  expect((await ends())[0]).toBeGreaterThan(0);
  await sheet.getByRole('button', { name: 'Close' }).click();
  expect(await sheet.count()).toBe(0);
  expect(errors).toEqual([]);
});

it('is shared: as an address, as a picture of 1,200 × 630, as a frame that shows the answer alone', async () => {
  const { page, errors, requests } = await open(addresses.file, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.locator('summary', { hasText: 'Share' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /Save a picture/ }).click(),
  ]);
  const picture = await contentOf(download);
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1200, 630]);
  const copied = async (button: string) => {
    await page.getByRole('button', { name: button }).click();
    await expect.poll(() => page.locator('.menu [role=status]').textContent()).toMatch(/copied/);
    return page.evaluate(() => navigator.clipboard.readText());
  };
  await goTo(page, '(shape');
  await expect.poll(() => page.url()).toContain(`opener=${code.indexOf('(shape')}`);
  expect(await copied('Copy the address')).toBe(page.url());
  const frame = await copied('Copy a frame');
  await writeFile(join(folder, 'blog.html'), frame);
  const blog = await page.context().newPage();
  await blog.goto(pathToFileURL(join(folder, 'blog.html')).href);
  const alone = blog.frameLocator('iframe');
  await expect.poll(() => alone.locator('h1').textContent()).toContain('it closes at 20');
  await expect.poll(() => alone.locator('svg.track').count()).toBe(2);
  expect(await alone.locator('.editor, header, [role=tab]').count()).toBe(0);
  const whole = await alone.getByRole('link').getAttribute('href');
  expect(whole).not.toContain('embed');
  expect([...errors, ...requests]).toEqual([]);
});

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)(
  'gives axe-core nothing serious to find, and nothing to scroll sideways: %s, %i px',
  async (colorScheme, width) => {
    const isPhone = width === 390;
    const options = { bypassCSP: true, colorScheme, viewport: { width, height: 844 } };
    const { page } = await open(addresses.file, { ...(isPhone && phone), ...options });
    await expect.poll(() => curves(page, /^Evidence: change/)).toHaveLength(2);
    const expectNothing = async (where: string) => {
      expect(await seriousProblems(page), where).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(
        width,
      );
    };
    await expectNothing('opened');
    for (const tab of ['Look inside', 'Write', 'Train', 'This bracket']) {
      await page.getByRole('tab', { name: tab }).click();
      await expectNothing(tab);
    }
    await page.getByRole('radio', { name: 'Surprise' }).check();
    await expectNothing('Surprise');
    if (!isPhone) return;
    await page.locator('.text').evaluate((text) => text.scrollIntoView());
    await tap(page, '(sides) >');
    await page.locator('.sheet h1').waitFor();
    await expectNothing('sheet');
  },
);
