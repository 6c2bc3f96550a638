import { join } from 'node:path';
import { scoreHeldOut } from '@longrange/eval/internal';
import { readModelFile, withVocabulary } from '@longrange/formats';
import { CharacterModel } from '@longrange/model';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { code } from '../../apps/explorer/tests/testing/toy-network.ts';
import { chromium, curves, goTo, isRead, openExplorer, pageFolder } from './testing/page.ts';
import { contentOf, text, toyPage } from './testing/toy-page.ts';

const browser = await chromium();
const folder = await pageFolder();
const addresses = await toyPage(folder);
const { networks } = addresses;
const bits = await bitsOf(networks[0]!);

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
    expect(await again.page.locator('.summary b').allTextContents()).toEqual(['minGRU', 'toy "LSTM" <b>']);
    expect(await again.page.getByRole('tab', { name: 'Write' }).getAttribute('aria-selected')).toBe('true');
    await again.page.getByRole('tab', { name: 'This bracket' }).click();
    await expect
      .poll(() => again.page.locator('.verdict').textContent())
      .toContain('( in line 6, closed after 20 characters');
    expect([...errors, ...again.errors]).toEqual([]);
  });
});

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
