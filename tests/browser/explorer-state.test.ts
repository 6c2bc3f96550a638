import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { explorerPage } from '../../apps/explorer/src/index.ts';
import { code, fileOf, startEngine, toyNetwork } from '../../apps/explorer/tests/testing/toy-network.ts';
import { chromium, curves, goTo, isRead, openExplorer, pageFolder } from './testing/page.ts';

const text = code.repeat(4);
/** A bracket far below what is seen at first. */
const last = text.lastIndexOf('([1, 2, 3])');
const place = { name: '7 characters, failed.py', text: 'x = 1\nprint([1, 2])\n', opener: 12 };
const browser = await chromium();
const folder = await pageFolder();
let address: string;
let network: Uint8Array;

beforeAll(async () => {
  await startEngine();
  network = await fileOf(await toyNetwork());
  const models = [
    { name: 'lstm', bytes: network },
    { name: 'mingru', bytes: await fileOf(await toyNetwork({ network: 'mingru', mlpSize: 16 })) },
  ];
  await writeFile(join(folder, 'explorer.html'), await explorerPage({ models, text, places: [place] }));
  address = pathToFileURL(join(folder, 'explorer.html')).href;
});

const open = (state = '') => openExplorer(browser, address + state);
const content = (page: Page) => page.locator('.cm-content');
/** Networks that read the text. */
const titles = (page: Page) => page.locator('.summary b').allTextContents();
const summary = (page: Page) => page.locator('.summary p').allTextContents();
/** The dependency that is shown. */
const verdict = (page: Page) => page.locator('.verdict').textContent();
const alert = (page: Page) => page.getByRole('alert');

/** Drops files on the page, as a file manager does. */
async function drop(page: Page, ...files: readonly (readonly [name: string, bytes: Uint8Array | string])[]) {
  const encoded = files.map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')] as const);
  await page.evaluate((all) => {
    const dataTransfer = new DataTransfer();
    for (const [name, base64] of all) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      dataTransfer.items.add(new File([bytes], name));
    }
    const options = { dataTransfer, bubbles: true, cancelable: true };
    document.querySelector('main')!.dispatchEvent(new DragEvent('drop', options));
  }, encoded);
}

it('opens at the state of an address: two networks, a bracket that is in sight, its question', async () => {
  const { page, errors } = await open(`#model=mingru&beside=lstm&opener=${last}&type={}&filler=lines`);
  expect(await titles(page)).toEqual(['minGRU', 'LSTM']);
  await expect.poll(() => verdict(page)).toMatch(/^\( in line \d+, closed after 10 characters$/);
  await expect.poll(() => page.locator('.cm-content .end').count()).toBe(2);
  const [top, height] = await page
    .locator('.cm-scroller')
    .evaluate((scroller) => [scroller.scrollTop, scroller.clientHeight]);
  expect(top).toBeGreaterThan(height!);
  expect(await page.getByRole('radio', { name: '{}' }).isChecked()).toBe(true);
  await page.getByRole('switch', { name: 'Put more and more text between' }).check();
  expect(await page.getByRole('radio', { name: 'names on lines of their own' }).isChecked()).toBe(true);
  await expect.poll(() => curves(page, /more and more text between/)).toHaveLength(2);
  expect(errors).toEqual([]);
});

it('opens at a unit that is held, at what is written, and at a training', async () => {
  const held = await open('#model=mingru&beside=lstm&held=1+2+-0.5+1');
  await isRead(held.page);
  expect(await titles(held.page)).toEqual(['LSTM', 'LSTM, unit 3 held']);
  const [free, bound] = (await summary(held.page)).map((words) => words.replace(/^.* (held)? /, ''));
  expect(free).not.toBe(bound);
  const training = '#view=train&origin=pasted&family=gru&units=128&characters=250000&training-seed=7';
  const { page, errors } = await open(training);
  expect(await page.getByRole('radio', { name: 'GRU', exact: true }).isChecked()).toBe(true);
  expect(await page.getByLabel('Units').inputValue()).toBe('128');
  expect(await page.getByLabel('Characters to read').inputValue()).toBe('250000');
  expect(await page.getByRole('spinbutton', { name: 'Seed' }).inputValue()).toBe('7');
  await page.getByRole('textbox', { name: 'Text to learn from' }).fill('x = [1]\n');
  await expect.poll(() => page.url()).toContain('&pasted=');
  const again = await open(`#${page.url().split('#')[1]}`);
  const box = again.page.getByRole('textbox', { name: 'Text to learn from' });
  expect(await box.inputValue()).toBe('x = [1]\n');
  expect([...held.errors, ...errors, ...again.errors]).toEqual([]);
});

it('follows another address of the same page', async () => {
  const { page } = await open();
  await page.evaluate(() => {
    location.hash = '#model=lstm&view=write&prompt=class+A';
  });
  await expect.poll(() => page.locator('.written').textContent()).toBe('class A');
});

it.each([
  '#model=none&beside=none&opener=999999&held=9+9+9+9&type=<b>&view=../..&show=__proto__',
  '#text=%00%ff&pasted=eJwDAAAAAAE&temperature=Infinity&units=1e9',
  `#${'a'.repeat(100_000)}=1`,
])('takes no harm from the address %.60s', async (state) => {
  const { page, errors } = await open(state);
  expect(await content(page).textContent()).toContain('"""Some code."""');
  expect(await page.getByRole('tab', { name: 'This bracket' }).getAttribute('aria-selected')).toBe('true');
  expect(errors).toEqual([]);
});

it('opens the failures of a report at their places, and takes that back', async () => {
  const { page, errors } = await open('#view=write');
  await page.getByRole('combobox', { name: 'Failures' }).selectOption({ label: place.name });
  await expect.poll(() => verdict(page)).toBe('[ in line 2, closed after 5 characters');
  expect(await content(page).textContent()).toBe('x = 1print([1, 2])');
  await content(page).click();
  await page.keyboard.press('Control+z');
  await expect.poll(() => content(page).textContent()).toContain('"""Some code."""');
  await page.keyboard.press('Control+y');
  await expect.poll(() => content(page).textContent()).toBe('x = 1print([1, 2])');
  await isRead(page);
  expect(errors).toEqual([]);
});

it('leads from one bracket that was not predicted to the next, and from a closer to its opener', async () => {
  const brackets = deflateRawSync('def area(shape):\n    f([1], (2, {3: 4}))\n').toString('base64url');
  const { page, errors } = await open(`#show=surprise&model=lstm&text=${brackets}`);
  const [, kept, all] = /(\d+) of (\d+) brackets/.exec((await summary(page))[0]!)!;
  const next = page.getByRole('button', { name: 'Next one missed' });
  const openers: string[] = [];
  await expect.poll(() => page.url()).toMatch(/opener=\d+/);
  for (let i = 0; i <= Number(all) - Number(kept); i++) {
    const before = page.url();
    await next.click();
    await expect.poll(() => page.url()).not.toBe(before);
    await expect
      .poll(() => page.locator('.verdicts').textContent())
      .toMatch(/\. The closer costs \d+\.\d bits\./);
    openers.push(/opener=(\d+)/.exec(page.url())![1]!);
  }
  // Each once, then the first again.
  expect([openers.at(-1), new Set(openers).size]).toEqual([openers[0], openers.length - 1]);
  await goTo(page, '):');
  await expect.poll(() => verdict(page)).toBe('( in line 1, closed after 6 characters');
  expect(errors).toEqual([]);
});

it('reads TypeScript: an opener is exchanged, all are asked, and the language is the same after a reload', async () => {
  const code = `f(\`\${g("(")}[\`, /[(]/);\nconst a = {\n  b: [h(1), i(a[2])],\n};\nj(k(a)); // (\n`;
  const { page, errors, requests } = await open(
    `#show=surprise&model=lstm&text=${deflateRawSync(code).toString('base64url')}`,
  );
  const language = page.getByRole('combobox', { name: 'Language' });
  expect(await summary(page)).toEqual([expect.stringContaining('of 11 brackets')]);
  await language.selectOption('TypeScript');
  await expect.poll(() => summary(page)).toEqual([expect.stringContaining('of 10 brackets')]);
  await page.locator('.cm-line', { hasText: 'const a' }).click();
  await page.keyboard.press('End');
  await expect.poll(() => verdict(page)).toBe('{ in lines 2 to 4, closed after 24 characters');
  await expect.poll(() => curves(page, /^Evidence: change/)).toHaveLength(1);
  const answer = page.locator('.verdicts li');
  const asked = await answer.textContent();
  await page.getByRole('radio', { name: '()' }).check();
  await expect.poll(() => answer.textContent()).not.toBe(asked);
  await page.getByRole('button', { name: 'Ask them all' }).click();
  await expect.poll(() => curves(page, /^Decides: share/)).toHaveLength(1);
  await expect.poll(() => page.url()).toMatch(/&type=%28%29&.*&opener=34&language=typescript&/);
  await page.reload();
  await expect.poll(() => summary(page)).toEqual([expect.stringContaining('of 10 brackets')]);
  expect(await language.inputValue()).toBe('typescript');
  expect(await page.getByRole('radio', { name: '()' }).isChecked()).toBe(true);
  expect([...errors, ...requests]).toEqual([]);
});

it('is used by keys alone: views, a bracket, the values of a chart', async () => {
  const { page, errors } = await open();
  await page.getByRole('tab', { name: 'This bracket' }).focus();
  for (const [key, name] of [
    ...[
      ['ArrowRight', 'Look inside'],
      ['ArrowRight', 'Write'],
      ['ArrowRight', 'Train'],
      ['ArrowRight', 'This bracket'],
    ],
    ...[
      ['ArrowLeft', 'Train'],
      ['ArrowRight', 'This bracket'],
    ],
  ]) {
    await page.keyboard.press(key!);
    const tab = page.getByRole('tab', { selected: true });
    expect([await tab.textContent(), await tab.evaluate((one) => one === document.activeElement)]).toEqual([
      name,
      true,
    ]);
  }
  await content(page).focus();
  for (const [key, times] of Object.entries({ 'Control+Home': 1, ArrowDown: 4, ArrowRight: 8 }))
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  await expect.poll(() => verdict(page)).toBe('( in line 5, closed after 20 characters');
  await expect.poll(() => curves(page, /^Evidence: change/)).toHaveLength(2);
  const slider = page.getByRole('slider', { name: /Values of: Evidence: change/ });
  await slider.focus();
  await page.keyboard.press('End');
  await expect
    .poll(() => slider.getAttribute('aria-valuetext'))
    .toMatch(/^20 characters after the opener: LSTM: -?[\d.]+ nats; minGRU: -?[\d.]+ nats$/);
  expect(errors).toEqual([]);
});

it('takes networks and code that are dropped: a file, an archive of a folder, and says what else it was given', async () => {
  const { page, errors } = await open();
  const names = () => page.getByRole('combobox', { name: 'Network 1' }).locator('option').allTextContents();
  await drop(page, ['mine.safetensors', network]);
  await expect.poll(names).toEqual(['LSTM', 'minGRU', 'mine', 'remove']);
  await drop(page, [
    'packed.zip',
    zipSync({ 'run/own.safetensors': network, 'run/notes.txt': new Uint8Array(9) }),
  ]);
  await expect.poll(names).toEqual(['LSTM', 'minGRU', 'mine', 'packed', 'remove']);
  expect(await titles(page)).toEqual(['packed', 'mine', 'LSTM']);
  for (const [name, words] of [
    ['a.keras', 'got a.keras. Hint: longrange explore'],
    ['<img src=x onerror=alert(1)>.txt', 'got <img src=x onerror=alert(1)>.txt'],
  ] as const) {
    await drop(page, [name, 'x']);
    await expect.poll(() => alert(page).textContent()).toContain(words);
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => alert(page).count()).toBe(0);
  }
  expect(await names()).toHaveLength(5);
  await drop(page, ['<b>.ts', 'f(/[(]/);\n']);
  await expect.poll(() => content(page).textContent()).toBe('f(/[(]/);');
  expect(await page.getByRole('combobox', { name: 'Language' }).inputValue()).toBe('typescript');
  await isRead(page);
  expect(errors).toEqual([]);
});

it('learns from files that are dropped while training is looked at, and says what cannot be learned', async () => {
  const { page, errors } = await open('#view=train');
  await drop(page, ['short.py', 'x = 1\n']);
  await expect.poll(() => page.getByRole('radio', { name: 'text files' }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect
    .poll(() => alert(page).textContent())
    .toContain('Expected at least 2000 characters to learn from, got 6.');
  await drop(page, ['a.py', code.repeat(20)], ['b.py', code.repeat(20)]);
  await expect.poll(() => page.getByText('2 files').count()).toBe(1);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect.poll(() => page.locator('.train [role=status]').textContent()).toContain('Learning: LSTM');
  await page.getByRole('tab', { name: 'Write' }).click();
  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => page.locator('.train [role=status]').textContent()).toContain('Learned: LSTM');
  expect(errors).toEqual([]);
});

it('writes character by character, and marks brackets as they close or break', async () => {
  const { page, errors } = await open('#model=lstm&view=write&prompt=f([1,+(2)&temperature=0');
  const written = page.locator('.written');
  const one = page.getByRole('button', { name: 'One character', exact: true });
  for (let length = 1; length <= 4; length++) {
    await one.click();
    await expect.poll(async () => (await written.textContent())!.length).toBe('f([1, (2)'.length + length);
  }
  expect(await written.locator('.kept').allTextContents()).toEqual(['(', ')']);
  await page.getByRole('textbox', { name: 'Begin with' }).fill('f(]');
  await one.click();
  await expect.poll(() => written.locator('.lost').first().textContent()).toBe('(');
  expect(errors).toEqual([]);
});

it('prints what is seen without what is clicked', async () => {
  const { page } = await open();
  await goTo(page, '(shape');
  await expect.poll(() => curves(page, /^Evidence: change/)).toHaveLength(2);
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.player', '.keep', '.buttons', '[role=tablist]', '.tools'])
    expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
  for (const shown of ['h1', '.track', '.verdict', '.summary', 'figure svg'])
    expect(await page.locator(shown).first().isVisible(), shown).toBe(true);
});
