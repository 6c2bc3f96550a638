// Speed of the explorer in Chromium: `node scripts/bench-explorer.mjs TEXT`, after `pnpm generate` and a build, with Chromium. TEXT holds at
// least 20,000 characters of Python. Prints medians; see docs/benchmarks.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from './chromium.mjs';
import { root } from './shell.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const [LONG, SHORT, TYPED] = [20_000, 2000, 100];
const PLAYED_MS = 5000;
const { explorerPage } = await import('../apps/explorer/dist/index.js');
const { python } = await import('../packages/code/dist/index.js');
const whole = readFileSync(process.argv[2], 'utf8');
const text = whole.slice(whole.indexOf('\nclass ') + 1).slice(0, LONG);
if (text.length < LONG) throw new Error(`Expected a text of ${LONG} characters, got ${text.length}.`);
const weights = (name) => readFileSync(join(root, `packages/models/weights/${name}.safetensors`));
const browser = await launchChromium();

/** Opens a page that records when its worker has answered what, and waits until its networks have read the text. */
async function open(names, characters) {
  const file = join(tmpdir(), `longrange-bench-${names.join('-')}-${characters}.html`);
  const models = names.map((name) => ({ name, bytes: weights(name) }));
  const { delimiters } = python.analyze(text.slice(0, characters), { cut: true });
  const { opener } = delimiters.find(({ event, opener, end }) => event === 'matched' && end - opener > 40);
  writeFileSync(file, await explorerPage({ models, text: text.slice(0, characters), opener }));
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await page.addInitScript(() => {
    window.parts = [];
    window.frames = [];
    const Original = Worker;
    window.Worker = class extends Original {
      constructor(url) {
        super(url);
        this.addEventListener('message', ({ data: { part } }) => {
          if (part?.bits) window.parts.push({ at: performance.now(), to: part.from + part.bits.length });
        });
      }
    };
    const frame = (now) => requestAnimationFrame(frame, window.frames.push(now));
    requestAnimationFrame(frame);
  });
  await page.goto(pathToFileURL(file).href, { waitUntil: 'commit' });
  await page.waitForFunction(
    (count) => document.querySelectorAll('svg.track').length === count,
    names.length,
    { polling: 'raf', timeout: 120_000 },
  );
  const opened = await page.evaluate(() => performance.now());
  const painted = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0].startTime,
  );
  await page.waitForFunction(() => !document.querySelector('.summary').textContent.includes('so far'), null, {
    timeout: 300_000,
  });
  await page.waitForTimeout(3000);
  return { page, painted, opened };
}

/**
 * Types into the middle of the text, and of the editor; returns the times from the last key until what is on screen, and all, has been read
 * again, in ms.
 */
async function typed(page, networks) {
  const line = page.locator('.cm-line').nth(3);
  await line.click();
  await page.evaluate(() => {
    const content = document.querySelector('.cm-content');
    window.view = (content.cmTile ?? content.cmView).view;
    view.dispatch({ selection: { anchor: view.state.doc.length >> 1 }, scrollIntoView: true });
    view.focus();
  });
  await page.waitForTimeout(500);
  await page.evaluate(() => {
    const { top, bottom } = view.scrollDOM.getBoundingClientRect();
    view.scrollDOM.scrollTop += view.coordsAtPos(view.state.selection.main.head).top - (top + bottom) / 2;
  });
  await page.waitForTimeout(500);
  await page.keyboard.type('value = first, second  # and so on '.repeat(3).slice(0, TYPED - 1));
  await page.evaluate(() => {
    window.parts = [];
    addEventListener('keydown', () => (window.lastKey = performance.now()), { once: true });
  });
  await page.keyboard.type('x');
  await page.waitForTimeout(6000);
  return page.evaluate((count) => {
    const { right, bottom } = view.scrollDOM.getBoundingClientRect();
    const end = view.posAtCoords({ x: right - 20, y: Math.min(bottom, innerHeight) - 4 }, false);
    const after = window.parts.map(({ at, to }) => ({ at: at - window.lastKey, to }));
    const seen = after.filter(({ to }) => to >= end);
    const between = window.frames
      .filter((at) => at > window.lastKey && at < window.lastKey + Math.max(...after.map(({ at }) => at)))
      .map((at, index, all) => (index === 0 ? 0 : at - all[index - 1]));
    return {
      shown: end - view.state.selection.main.head,
      screen: seen.length < count ? Number.NaN : seen.map(({ at }) => at).sort((a, b) => a - b)[count - 1],
      all: Math.max(...after.map(({ at }) => at)),
      longestFrame: Math.max(...between),
    };
  }, networks);
}

/** Plays; returns frames a second. */
async function played(page) {
  await page.getByLabel('Speed').selectOption({ index: 3 });
  await page.getByRole('button', { name: 'Read the text' }).click();
  return page.evaluate(async (ms) => {
    window.frames = [];
    await new Promise((resolve) => setTimeout(resolve, ms));
    return (1000 * (window.frames.length - 1)) / (window.frames.at(-1) - window.frames[0]);
  }, PLAYED_MS);
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const results = {};
const put = (name, value) => {
  results[name] = [...(results[name] ?? []), value];
};
for (let round = 0; round < ROUNDS; round++) {
  const { page, painted, opened } = await open(['mingru', 'lstm'], SHORT);
  put('first paint, ms', painted);
  put('opening shown, ms', opened);
  put('playing, frames a second', await played(page));
  await page.close();
  for (const names of [['lstm'], ['mingru'], ['mingru', 'lstm']]) {
    const { page: long } = await open(names, LONG);
    const { shown, screen, all, longestFrame } = await typed(long, names.length);
    put(`${names.join(' and ')}: on screen after the edit, characters`, shown);
    put(`${names.join(' and ')}: on screen, ms`, screen);
    put(`${names.join(' and ')}: all, ms`, all);
    put(`${names.join(' and ')}: longest frame, ms`, longestFrame);
    await long.close();
  }
}
for (const [name, values] of Object.entries(results))
  console.log(
    name.padEnd(34),
    Math.round(median(values)),
    `(${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`,
  );
await browser.close();
