// Takes the README's pictures, the first screen of a report in light and dark, into docs/images.
//
//   node scripts/readme-pictures.mjs runs/default-1/eval/<checkpoint>/report.html
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchChromium } from './chromium.mjs';

const [report] = process.argv.slice(2);
if (report === undefined || !existsSync(report)) {
  console.error(`Expected the path of a report.html, got ${report ?? 'none'}.`);
  process.exit(2);
}
const browser = await launchChromium();
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(report)).href);
  const path = fileURLToPath(new URL(`../docs/images/report-${colorScheme}.png`, import.meta.url));
  await page.screenshot({ path });
  console.log(path);
}
await browser.close();
