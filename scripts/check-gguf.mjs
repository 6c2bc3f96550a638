// Checks that models in GGUF files are opened and measured: installs node-llama-cpp, an optional peer that nothing here installs, for the time
// being, runs the tests that need it, and opens 20 damaged files (fuzz.mjs). Needs npm with its registry.
//
//   pnpm build && node scripts/check-gguf.mjs
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, runChecks, runTests } from './shell.mjs';

const VERSION = '3.21.1';
/** On other platforms all libraries are installed, 700 MB. */
const LIBRARIES = { 'linux x64': 'linux-x64', 'linux arm64': 'linux-arm64' };

await runChecks('gguf', async ({ check, at }) => {
  const link = join(root, 'packages/llama/node_modules/node-llama-cpp');
  const isLinked = !existsSync(link);
  if (isLinked)
    await check('install node-llama-cpp', () => {
      writeFileSync(at('package.json'), '{ "private": true }');
      const library = LIBRARIES[`${process.platform} ${process.arch}`];
      const some = library === undefined ? [] : ['--omit=optional', `@node-llama-cpp/${library}@${VERSION}`];
      const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `node-llama-cpp@${VERSION}`];
      run('npm', [...words, ...some], { cwd: at(), timeoutMs: 600_000 });
      symlinkSync(at('node_modules/node-llama-cpp'), link);
    });
  try {
    await check('the tests that need it', () => {
      runTests(
        'packages/llama/tests/open-gguf.test.ts',
        'is a model of characters: what the beam sums is the chain rule over tokens, after " "',
      );
      runTests(
        'apps/cli/tests/gguf.test.ts',
        'measures what a GGUF file reads and writes, and asks it nothing twice',
      );
    });
    await check('20 damaged files', () =>
      run(process.execPath, ['scripts/fuzz.mjs', 'gguf', '--count', '20'], { timeoutMs: 600_000 }),
    );
  } finally {
    if (isLinked) rmSync(link, { force: true });
  }
});
