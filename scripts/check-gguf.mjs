// Whether models in GGUF files are opened and measured for real: installs node-llama-cpp, an optional peer that no install here brings, for a time, and runs the tests that want it. Wants npm with a
// package registry.
//
//   node scripts/check-gguf.mjs
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, root, run } from './shell.mjs';

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
    test(
      'packages/llama',
      'tests/open-gguf.test.ts',
      'is a model of characters: what the beam sums is the chain rule over tokens, after " "',
    );
    test(
      'apps/cli',
      'tests/gguf.test.ts',
      'measures what a GGUF file reads and writes, and asks it nothing twice',
    );
  });
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

/** Runs the tests of a file, of which one must have been run. */
function test(folder, file, title) {
  // In CI a package leaves its report there.
  const report = join(root, folder, '.turbo/vitest.json');
  const words = ['node_modules/vitest/vitest.mjs', 'run', file];
  run(process.execPath, words, { cwd: join(root, folder), environment: { CI: 'true' }, timeoutMs: 900_000 });
  const tests = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(
    ({ assertionResults }) => assertionResults,
  );
  const ran = tests.filter(({ status }) => status === 'passed').map((one) => one.title);
  console.log(`      ${folder}: ${ran.length} of ${tests.length}`);
  if (!ran.includes(title)) throw new Error(`Expected "${title}" to run, got ${JSON.stringify(ran)}.`);
}
