// Checks what `pnpm site` has written: every link and frame has a target, and in Chromium the figure of the first page, the explorer and its states
// open without requests to other hosts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';
import { root, serveFolder } from './shell.mjs';

const site = join(root, 'site');
const files = new Set(readdirSync(site, { recursive: true }));
const pages = new Map(
  [...files]
    .filter((path) => path.endsWith('.html'))
    .map((path) => [path, readFileSync(join(site, path), 'utf8')]),
);
/** Links to the explorer in a certain state, and frames of it. */
const live = new Set();
const broken = [];
let links = 0;
for (const [path, html] of pages) {
  const anchors = [...html.matchAll(/<[^>]*?\s(?:href|src|srcset)="([^"]*)"/g)];
  for (const [, word] of path === 'explorer.html' ? [] : anchors) {
    const url = new URL(word.replaceAll('&amp;', '&'), new URL(path, 'http://site/'));
    if (url.host !== 'site') continue;
    links++;
    const target = decodeURIComponent(url.pathname).slice(1) || 'index.html';
    const id = decodeURIComponent(url.hash.slice(1));
    if (target === 'explorer.html' && id !== '') live.add(target + url.hash);
    else if (!files.has(target)) broken.push(`${path} → ${word}`);
    else if (id !== '' && pages.has(target) && !pages.get(target).includes(` id="${id}"`))
      broken.push(`${path} → ${word}`);
  }
}
if (broken.length > 0) throw new Error(`Expected links that lead somewhere, got\n${broken.join('\n')}`);

const { url: origin, close } = await serveFolder(site);
const browser = await launchChromium();
const page = await browser.newPage();
const wrong = [];
page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
page.on('pageerror', ({ message }) => wrong.push(message));
page.on('request', (request) => {
  if (!request.url().startsWith(origin) && !/^(?:data|blob):/.test(request.url()))
    wrong.push(`asked ${request.url()}`);
});
for (const path of ['modules.html', 'documents/Results.html']) await page.goto(origin + path);
await page.goto(origin);
const lengths = await (await answered(page.frameLocator('iframe'))).evaluateAll((strips) =>
  strips.map((strip) => strip.lastElementChild?.getBoundingClientRect().right ?? 0),
);
if (new Set(lengths).size < 2) wrong.push(`strips of equal length on the first page: ${lengths}`);
await page.getByRole('link', { name: 'Explorer' }).first().click();
await page
  .getByText(/\d bits per character/)
  .first()
  .waitFor();
for (const state of live) {
  await page.goto('about:blank');
  await page.goto(origin + state);
  if (state.includes('view=train')) await page.getByText('Train a small network').first().waitFor();
  else await answered(page);
}
await browser.close();
close();
if (live.size === 0 || wrong.length > 0)
  throw new Error(`Expected nothing wrong in Chromium, got\n${wrong.join('\n')}`);
console.log(`site: ${pages.size} pages, ${links} links, the explorer at ${live.size} states`);

/** Waits for the sentence about a bracket and the strips of two networks, and returns the strips. */
async function answered(page) {
  await page
    .locator('h1')
    .filter({ hasText: /this bracket/ })
    .waitFor();
  const strips = page.locator('svg.track');
  await strips.nth(1).waitFor();
  return strips;
}
