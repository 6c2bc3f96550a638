import { execSync } from 'node:child_process';
import { createRequire } from 'node:module';

/**
 * Starts the system's Chromium, or the one that CHROMIUM names, headless and without background connections.
 *
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launchChromium() {
  const { chromium } = createRequire(new URL('../tests/package.json', import.meta.url))('playwright-core');
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const find = `command -v ${names.join(' ')} | head -n 1`;
  const executablePath = process.env.CHROMIUM || execSync(find, { encoding: 'utf8' }).trim();
  if (executablePath === '')
    throw new Error('Expected Chromium on the PATH, got none. Hint: install it, or name it in CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [
      // Containers run as root, where Chromium's sandbox refuses to start.
      '--no-sandbox',
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  });
}
