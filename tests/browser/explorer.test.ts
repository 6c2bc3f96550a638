import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MinimalPair } from '@longrange/code';
import { scoreHeldOut, scorePairs } from '@longrange/eval/internal';
import { readModelFile, withVocabulary } from '@longrange/formats';
import { CharacterModel } from '@longrange/model';
import type { BrowserContextOptions, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../apps/cli/src/report/serve-page.ts';
import { explorerPage } from '../../apps/explorer/src/index.ts';
import { code, fileOf, startEngine, toyNetwork } from '../../apps/explorer/tests/testing/toy-network.ts';
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

const text = `${code.repeat(4)}# </script> \u202e\n`;
const serving = new AbortController();
const browser = await chromium();
const folder = await pageFolder();
let bits: number;
/** Opener that the page begins with: of it one network remembers more than the other. */
const opener = code.indexOf('("a"');
const closer = code.indexOf(')', opener);
const note = 'Both remember little.\nIt was the first.';
const addresses = { file: '', served: '' };
let networks: CharacterModel[];

beforeAll(async () => {
  await startEngine();
  networks = [await toyNetwork(), await toyNetwork({ network: 'mingru', mlpSize: 16 })];
  bits = await bitsOf(networks[0]!);
  const models = [
    { name: 'toy "LSTM" <b>', bytes: await fileOf(networks[0]!) },
    { name: 'mingru', bytes: await fileOf(networks[1]!) },
  ];
  const page = await explorerPage({ models, text, opener, note });
  await writeFile(join(folder, 'explorer.html'), page);
  await writeFile(join(folder, 'own.safetensors'), models[1]!.bytes);
  addresses.file = pathToFileURL(join(folder, 'explorer.html')).href;
  await new Promise<void>((resolve) => {
    servePage(
      async () => page,
      'computes',
      serving.signal,
      (address) => {
        addresses.served = address;
        resolve();
      },
    );
  });
});
afterAll(() => serving.abort());

/** Bits per known character of the text, as eval scores it. */
async function bitsOf(model: CharacterModel): Promise<number> {
  const { carried } = await scoreHeldOut(model, [{ path: 'text', text }]);
  const known = carried[0]!.logProbabilities.filter(Number.isFinite);
  return -known.reduce((sum, one) => sum + one, 0) / known.length / Math.LN2;
}

/** Bits per character at the foot of the text, of one network. */
async function bitsShown(page: Page, index = 0): Promise<number> {
  const words = await page.locator('.summary p').nth(index).textContent();
  return Number(/([\d.]+) bits per character/.exec(words!)![1]);
}

const open = (address: string, options?: BrowserContextOptions) => openExplorer(browser, address, options);

describe.each(['file', 'served'] as const)('%s', (kind) => {
  it('reads along, is edited, and takes it back', async () => {
    const { page, errors, requests } = await open(addresses[kind]);
    const shown = () => bitsShown(page);
    expect(await shown()).toBeCloseTo(bits, 2);
    await page.getByRole('radio', { name: 'Surprise' }).check();
    for (const index of [0, 1]) {
      const marked = (color: string) =>
        page.locator(`.cm-content [style*="--ribbon${index}: ${color}"]`).count();
      for (const color of ['color-mix', 'var(--kept)', 'var(--lost)'])
        await expect.poll(() => marked(color)).toBeGreaterThan(3);
    }
    await goTo(page, 'return');
    await expect.poll(() => page.locator('.likely li').count()).toBe(20);
    await page.keyboard.type('xyzzy = ((()))  # ');
    await expect.poll(shown).not.toBeCloseTo(bits, 2);
    for (let i = 0; i < 30; i++) await page.keyboard.press('Control+z');
    await isRead(page);
    await expect.poll(shown).toBeCloseTo(bits, 2);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(kind === 'served');
    expect(errors).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('asks a dependency, exchanges its opener, puts text between, and asks all', async () => {
    const { page, errors } = await open(addresses[kind]);
    await goTo(page, '(shape');
    expect(await page.locator('.verdict').textContent()).toBe('( in line 5, closed after 20 characters');
    const verdict = page.locator('.verdicts li').first();
    await expect.poll(() => verdict.textContent()).toMatch(/the opener .* nats\), and it .* costs .* bits/);
    await expect.poll(() => curves(page, /^Evidence: change/)).toHaveLength(2);
    const asked = await verdict.textContent();
    await page.getByRole('radio', { name: '{}' }).check();
    await expect.poll(() => verdict.textContent()).not.toBe(asked);
    await page.getByRole('switch', { name: 'Put more and more text between' }).check();
    await page.getByRole('radio', { name: 'names on lines of their own' }).check();
    await expect.poll(() => curves(page, /more and more text between/)).toHaveLength(2);
    await page.getByRole('slider', { name: /Values of: Evidence: change/ }).fill('3');
    await expect
      .poll(() => page.locator('.values output').first().textContent())
      .toMatch(/4 characters after the opener: .* nats.*; minGRU: .* nats/);
    await page.getByRole('button', { name: 'Ask them all' }).click();
    for (const title of [/^Shows: share/, /^Decides: share/])
      await expect.poll(() => curves(page, title)).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it('looks inside, and holds a unit', async () => {
    const { page, errors } = await open(addresses[kind]);
    await page.getByRole('tab', { name: 'Look inside' }).click();
    await goTo(page, 'return');
    await page.getByRole('button', { name: /gradient/ }).click();
    await expect.poll(() => curves(page, /How far back/)).toHaveLength(2);
    for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowRight');
    await goTo(page, 'sides =');
    for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: /follow the selection/ }).click();
    await expect.poll(() => page.locator('.unit').count()).toBe(8);
    await page.getByRole('switch', { name: 'Hold it at' }).nth(4).check();
    const titles = page.locator('.summary b');
    await expect
      .poll(() => titles.allTextContents())
      .toEqual(['minGRU', expect.stringMatching(/^minGRU, unit \d+ held$/)]);
    await isRead(page);
    expect(await bitsShown(page, 0)).not.toBe(await bitsShown(page, 1));
    await page.getByRole('button', { name: /let it go/ }).click();
    await expect.poll(() => titles.allTextContents()).toEqual(['toy "LSTM" <b>', 'minGRU']);
    expect(errors).toEqual([]);
  });

  it('writes, the same from the same seed', async () => {
    const { page, errors } = await open(addresses[kind]);
    await page.getByRole('tab', { name: 'Write' }).click();
    const write = async (button: string) => {
      await page.getByRole('button', { name: button, exact: true }).click();
      const written = () => page.locator('.written').allTextContents();
      await expect
        .poll(async () => (await written()).map(({ length }) => length > 780))
        .toEqual([true, true]);
      await expect.poll(() => page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
      return written();
    };
    const [first, second] = await write('Write');
    expect(first).not.toBe(second);
    expect(await write('Write')).toEqual([first, second]);
    const another = await write('Another');
    expect([another[0] === first, another[1] === second]).toEqual([false, false]);
    expect(errors).toEqual([]);
  });

  it('opens a network of the visitor before the others', async () => {
    const { page, errors } = await open(addresses[kind]);
    await page.locator('input[type=file]').setInputFiles(join(folder, 'own.safetensors'));
    const network = page.getByRole('combobox', { name: 'Network 1' });
    await expect
      .poll(() => network.locator('option').allTextContents())
      .toEqual(['toy "LSTM" <b>', 'minGRU', 'own', 'remove']);
    const titles = page.locator('.summary b');
    expect(await titles.allTextContents()).toEqual(['own', 'toy "LSTM" <b>', 'minGRU']);
    await isRead(page);
    await expect.poll(() => curves(page, /^Evidence: change/)).toHaveLength(3);
    await network.selectOption('remove');
    await page.getByRole('combobox', { name: 'Add' }).selectOption('own');
    await expect.poll(() => titles.allTextContents()).toEqual(['toy "LSTM" <b>', 'minGRU', 'own']);
    await page.getByRole('combobox', { name: 'Network 2' }).selectOption('remove');
    await expect.poll(() => curves(page, /^Evidence: change/)).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  it('trains a network on the text, which is paused, kept, used, and measured as eval does', async () => {
    const { page, errors } = await open(addresses[kind]);
    await page.getByRole('tab', { name: 'Train' }).click();
    await page.getByRole('radio', { name: /pasted/ }).check();
    await page.getByRole('textbox', { name: 'Text to learn from' }).fill(code.repeat(40));
    await page.getByLabel('Units').selectOption('32');
    await page.getByRole('button', { name: 'Start' }).click();
    const done = page.locator('.train progress');
    const value = async () => Number(await done.getAttribute('value'));
    await expect.poll(value).toBeGreaterThan(10_000);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    const before = await value();
    await expect.poll(value).toBeGreaterThan(before);
    await expect.poll(() => curves(page, /What a character costs/)).not.toHaveLength(0);
    await page.getByRole('button', { name: 'Stop' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Keep the network' }).click(),
    ]);
    const read = await readModelFile(new Uint8Array(await contentOf(download)), 'kept.safetensors');
    const { config, values } = withVocabulary(read, undefined, 'kept.safetensors');
    const expected = await bitsOf(CharacterModel.fromValues(config, values));
    await page.getByRole('button', { name: 'Let it read' }).click();
    await expect.poll(() => page.locator('.summary b').count()).toBe(3);
    await isRead(page);
    expect(await bitsShown(page)).toBeCloseTo(expected, 2);
    expect(errors).toEqual([]);
  });

  it('keeps drawings, figures and its state', async () => {
    const { page, errors } = await open(addresses[kind]);
    await goTo(page, '(shape');
    await expect.poll(() => curves(page, /^Evidence: change/)).toHaveLength(2);
    const kept = async (button: RegExp) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).first().click(),
      ]);
      return contentOf(download);
    };
    expect((await kept(/as SVG/)).toString()).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect((await kept(/as PNG/)).subarray(1, 4).toString()).toBe('PNG');
    const { series } = JSON.parse((await kept(/as JSON/)).toString());
    expect(series[0].points).toHaveLength(20);
    await page.getByRole('combobox', { name: 'Network 1' }).selectOption('minGRU');
    await goTo(page, 'import os');
    await page.keyboard.type('# mine\n');
    await goTo(page, '(shape');
    await page.getByRole('tab', { name: 'Write' }).click();
    await expect.poll(() => page.url()).toMatch(/view=write/);
    const again = await open(page.url());
    expect(await again.page.locator('.cm-content').textContent()).toContain('# mine');
    expect(await again.page.locator('.summary b').allTextContents()).toEqual(['minGRU']);
    expect(await again.page.getByRole('tab', { name: 'Write' }).getAttribute('aria-selected')).toBe('true');
    await again.page.getByRole('tab', { name: 'This bracket' }).click();
    await expect
      .poll(() => again.page.locator('.verdict').textContent())
      .toContain('( in line 6, closed after 20 characters');
    expect([...errors, ...again.errors]).toEqual([]);
  });
});

async function contentOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

it('stays alive with a line of a megabyte', async () => {
  const { page, errors } = await open(addresses.file);
  await page.locator('.cm-content').click();
  await page.evaluate(() => document.execCommand('insertText', false, '('.repeat(1_000_000)));
  await page.getByRole('tab', { name: 'Write' }).click();
  await page.getByRole('tab', { name: 'This bracket' }).click();
  await expect.poll(() => page.locator('.summary').textContent()).toContain('so far');
  expect(errors).toEqual([]);
});

it('lets go of the lines that it draws again while one types', async () => {
  const { page } = await open(addresses.file);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await goTo(page, 'return');
  const nodesAfter = async (keys: number) => {
    await page.keyboard.type('x'.repeat(keys));
    await isRead(page);
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'Nodes')!.value;
  };
  const before = await nodesAfter(20);
  // A line that is kept has some 80 nodes.
  expect(await nodesAfter(100)).toBeLessThan(before + 20 * 100);
});

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
