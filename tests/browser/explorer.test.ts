import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scoreHeldOut } from '@longrange/eval/internal';
import { readModelFile, withVocabulary } from '@longrange/formats';
import { CharacterModel } from '@longrange/model';
import type { BrowserContextOptions, Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../apps/cli/src/report/serve-page.ts';
import { explorerPage } from '../../apps/explorer/src/index.ts';
import { code, fileOf, startEngine, toyNetwork } from '../../apps/explorer/tests/testing/toy-network.ts';
import { chromium, curves, goTo, isRead, openExplorer, pageFolder, seriousProblems } from './testing/page.ts';

const text = `${code.repeat(4)}# </script> \u202e\n`;
const serving = new AbortController();
const browser = await chromium();
const folder = await pageFolder();
let bits: number;
const addresses = { file: '', served: '' };

beforeAll(async () => {
  await startEngine();
  const [lstm, mingru] = [await toyNetwork(), await toyNetwork({ network: 'mingru', mlpSize: 16 })];
  bits = await bitsOf(lstm);
  const models = [
    { name: 'toy "LSTM" <b>', bytes: await fileOf(lstm) },
    { name: 'minGRU', bytes: await fileOf(mingru) },
  ];
  const page = await explorerPage({ models, text });
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

const open = (address: string, options?: BrowserContextOptions) => openExplorer(browser, address, options);

describe.each(['file', 'served'] as const)('%s', (kind) => {
  it('reads along, is edited, and takes it back', async () => {
    const { page, errors, requests } = await open(addresses[kind]);
    const shown = async () => Number.parseFloat((await page.locator('.summary p').first().textContent())!);
    expect(await shown()).toBeCloseTo(bits, 2);
    await expect.poll(() => page.locator('.cm-content .tint-3').count()).toBeGreaterThan(3);
    await expect.poll(() => page.locator('.cm-content .kept, .cm-content .lost').count()).toBeGreaterThan(3);
    await goTo(page, 'return');
    await expect.poll(() => page.locator('.likely li').count()).toBe(10);
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
    const verdict = page.locator('.verdict');
    await expect
      .poll(() => verdict.textContent())
      .toMatch(/\( is closed after 20 characters\. The opener .* nats\)/);
    await expect.poll(() => curves(page, /Does the opener still show/)).toEqual([expect.any(Number)]);
    const asked = await verdict.textContent();
    await page.getByRole('radio', { name: '{}' }).check();
    await expect.poll(() => verdict.textContent()).not.toBe(asked);
    await page.getByRole('radio', { name: 'names on lines of their own' }).check();
    await expect.poll(() => curves(page, /more and more text between/)).toEqual([expect.any(Number)]);
    await page.getByRole('slider', { name: /Values of: Does the opener/ }).fill('3');
    await expect
      .poll(() => page.locator('.chart output').first().textContent())
      .toMatch(/4 characters after the opener: .* nats/);
    await page.getByRole('button', { name: 'Ask them all' }).click();
    await expect.poll(() => curves(page, /^Shows: share/)).toEqual([expect.any(Number)]);
    await expect.poll(() => curves(page, /^Decides: share/)).toEqual([expect.any(Number)]);
    expect(errors).toEqual([]);
  });

  it('looks inside, and holds a unit', async () => {
    const { page, errors } = await open(addresses[kind]);
    await page.getByRole('tab', { name: 'Look inside' }).click();
    await goTo(page, 'return');
    await page.getByRole('button', { name: /gradient/ }).click();
    await expect.poll(() => curves(page, /How far back/)).toEqual([expect.any(Number)]);
    for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowRight');
    await goTo(page, 'sides =');
    for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: /follow the selection/ }).click();
    await expect.poll(() => page.locator('.strip').count()).toBe(6);
    await page.locator('.strip input[type=checkbox]').first().check();
    await expect.poll(() => page.locator('.reader').count()).toBe(2);
    await isRead(page);
    const [free, held] = await page.locator('.summary > p[class^=series]').allTextContents();
    expect(held).toMatch(/unit \d+ held: /);
    expect(free!.split(': ')[1]).not.toBe(held!.split(': ')[1]);
    expect(errors).toEqual([]);
  });

  it('writes, the same from the same seed', async () => {
    const { page, errors } = await open(addresses[kind]);
    await page.getByRole('tab', { name: 'Write' }).click();
    const written = page.locator('.written');
    const write = async (button: string) => {
      await page.getByRole('button', { name: button, exact: true }).click();
      await expect.poll(async () => (await written.textContent())!.length).toBeGreaterThan(780);
      await expect.poll(() => page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
      return written.textContent();
    };
    const first = await write('Write');
    expect(await write('Write')).toBe(first);
    expect(await write('Another')).not.toBe(first);
    expect(errors).toEqual([]);
  });

  it('opens a network of the visitor beside the first', async () => {
    const { page, errors } = await open(addresses[kind]);
    await page.locator('input[type=file]').setInputFiles(join(folder, 'own.safetensors'));
    const network = page.getByRole('combobox', { name: 'Network' });
    await expect
      .poll(() => network.locator('option').allTextContents())
      .toEqual(['toy "LSTM" <b>', 'minGRU', 'own']);
    await page.getByRole('combobox', { name: 'beside' }).selectOption('0');
    await expect.poll(() => page.locator('.reader h2').allTextContents()).toEqual(['own', 'toy "LSTM" <b>']);
    await isRead(page);
    await goTo(page, '(shape');
    await expect.poll(() => curves(page, /Does the opener still show/)).toHaveLength(2);
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
    await page.getByRole('button', { name: /Use it/ }).click();
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Network' }).locator('option').count())
      .toBe(3);
    await isRead(page);
    const shown = Number.parseFloat((await page.locator('.summary p').first().textContent())!);
    expect(shown).toBeCloseTo(expected, 2);
    expect(errors).toEqual([]);
  });

  it('keeps drawings, figures and its state', async () => {
    const { page, errors } = await open(addresses[kind]);
    await goTo(page, '(shape');
    await expect.poll(() => curves(page, /Does the opener still show/)).toHaveLength(1);
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
    await page.getByRole('combobox', { name: 'Network' }).selectOption('1');
    await goTo(page, 'import os');
    await page.keyboard.type('# mine\n');
    await goTo(page, '(shape');
    await page.getByRole('tab', { name: 'Write' }).click();
    await expect.poll(() => page.url()).toMatch(/view=write/);
    const again = await open(page.url());
    expect(await again.page.locator('.cm-content').first().textContent()).toContain('# mine');
    expect(await again.page.getByRole('combobox', { name: 'Network' }).inputValue()).toBe('1');
    expect(await again.page.getByRole('tab', { name: 'Write' }).getAttribute('aria-selected')).toBe('true');
    await again.page.getByRole('tab', { name: 'Ask' }).click();
    await expect
      .poll(() => again.page.locator('.verdict').textContent())
      .toContain('is closed after 20 characters');
    expect([...errors, ...again.errors]).toEqual([]);
  });
});

async function contentOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

it('stays alive with a line of a megabyte', async () => {
  const { page, errors } = await open(addresses.file);
  await page.locator('.cm-content').first().click();
  await page.evaluate(() => document.execCommand('insertText', false, '('.repeat(1_000_000)));
  await page.getByRole('tab', { name: 'Write' }).click();
  await page.getByRole('tab', { name: 'Ask' }).click();
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

it('leads a first visit through four steps, which can be skipped', async () => {
  const { page } = await open(addresses.served);
  const tour = page.locator('.tour');
  await expect.poll(() => tour.textContent()).toContain('1 of 4');
  await page.locator('.cm-line', { hasText: 'def area' }).first().hover();
  await expect.poll(() => tour.textContent()).toContain('2 of 4');
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.reload();
  await isRead(page);
  expect(await tour.count()).toBe(0);
});

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
] as const)(
  'gives axe-core nothing serious to find, and nothing to scroll sideways: %s, %i px',
  async (colorScheme, width) => {
    const { page } = await open(addresses.file, {
      bypassCSP: true,
      colorScheme,
      viewport: { width, height: 844 },
    });
    await goTo(page, '(shape');
    await expect.poll(() => curves(page, /Does the opener still show/)).toHaveLength(1);
    for (const tab of ['Ask', 'Look inside', 'Write', 'Train']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await seriousProblems(page), tab).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(width);
    }
  },
);
