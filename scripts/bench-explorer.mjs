// Speed of the explorer in Chromium: `node scripts/bench-explorer.mjs MODEL.safetensors TEXT`, after `pnpm generate` and with Chromium. Prints
// medians; see docs/benchmarks.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from './chromium.mjs';

const ROUNDS = 5;
const EDITS = 1000;
const [modelFile, textFile] = process.argv.slice(2);
const { explorerPage } = await import('../apps/explorer/dist/index.js');
const long = readFileSync(textFile, 'utf8').slice(0, 100_000);
if (long.length < 100_000) throw new Error(`Expected a text of 100,000 characters, got ${long.length}.`);
const bytes = readFileSync(modelFile);
const browser = await launchChromium();

/** Opens a page with the first characters of the text; also returns the times until something was painted and predicted, in ms. */
async function open(characters) {
  const file = join(tmpdir(), `longrange-bench-${characters}.html`);
  const models = [{ name: 'bench', bytes }];
  writeFileSync(file, await explorerPage({ models, text: long.slice(0, characters) }));
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const from = performance.now();
  await page.goto(pathToFileURL(file).href, { waitUntil: 'commit' });
  await page.waitForFunction(() =>
    /\d bits per/.test(document.querySelector('.summary p')?.textContent ?? ''),
  );
  const predicted = performance.now() - from;
  const painted = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  );
  await isRead(page);
  return { page, painted, predicted, read: performance.now() - from };
}

const isRead = (page) =>
  page.waitForFunction(
    () => {
      const { textContent } = document.querySelector('.summary p');
      return /\d bits per/.test(textContent) && !textContent.includes('so far');
    },
    null,
    { polling: 'raf', timeout: 300_000 },
  );

/** Measures the time from a paste of 100 characters in the middle until everything has been read again, in ms. */
async function paste(page, words) {
  return page.evaluate(async (inserted) => {
    const content = document.querySelector('.cm-content');
    const line = content.children[Math.floor(content.children.length / 2)];
    getSelection().setPosition(line, 0);
    content.focus();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const from = performance.now();
    document.execCommand('insertText', false, inserted);
    const summary = document.querySelector('.summary p');
    const isReading = () =>
      summary.textContent.includes('so far') || !/\d bits per/.test(summary.textContent);
    while (!isReading() && performance.now() - from < 1000) await new Promise(requestAnimationFrame);
    while (isReading()) await new Promise(requestAnimationFrame);
    return performance.now() - from;
  }, words);
}

async function written(page) {
  await page.getByRole('tab', { name: 'Write' }).click();
  return page.evaluate(async () => {
    const from = performance.now();
    [...document.querySelectorAll('.buttons button')].find((one) => one.textContent === 'Write').click();
    const text = () => document.querySelector('.written').textContent.length;
    while (text() < 804) await new Promise(requestAnimationFrame);
    return (1000 * 800) / (performance.now() - from);
  });
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rounds = [];
for (let round = 0; round < ROUNDS; round++) {
  const { page, painted, predicted, read } = await open(20_000);
  const pasted = await paste(
    page,
    'value = (first, [second, {third: 4}])  # and some more words, to make it a hundred characters long.\n',
  );
  rounds.push({ painted, predicted, read, pasted, written: await written(page) });
  await page.close();
}
for (const name of Object.keys(rounds[0]))
  console.log(name.padEnd(10), Math.round(median(rounds.map((one) => one[name]))));

const { page, read } = await open(100_000);
console.log('100,000 characters read after', Math.round(read), 'ms');
const session = await page.context().newCDPSession(page);
const heap = async () => {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
};
await page.locator('.cm-line').nth(3).click();
const heaps = [await heap()];
for (let edit = 0; edit < EDITS; edit++) {
  await page.keyboard.type('x');
  if ((edit + 1) % (EDITS / 2) === 0) heaps.push(await heap());
}
console.log('MiB after 0, 500 and 1,000 edits:', heaps.map((one) => one.toFixed(1)).join(', '));
await browser.close();
