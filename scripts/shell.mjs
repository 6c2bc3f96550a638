import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** `{ folder, manifest }` of each package below `parents`: `{ folder: 'packages/errors', … }`. */
export function packagesIn(...parents) {
  return parents.flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => {
      const folder = `${parent}/${name}`;
      return { folder, manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) };
    }),
  );
}

/**
 * Runs a program to its end. Returns its output, both streams or (`outputOnly`) what it printed alone; throws with both where it fails.
 */
export function run(
  program,
  parameters,
  { cwd = root, timeoutMs = 300_000, environment = {}, outputOnly = false } = {},
) {
  const result = spawnSync(program, parameters, {
    cwd,
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...environment },
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  if (result.status === 0) return outputOnly ? result.stdout : output;
  const why = result.error?.message ?? `exit code ${result.status ?? result.signal}`;
  throw new Error(`${program} ${parameters.join(' ')}: ${why}\n${output}`);
}

/** Runs the tests of a file, `packages/llama/tests/open-gguf.test.ts`, of which the one of this title must have been run. */
export function runTests(file, title, environment = {}) {
  const [parent, name, ...path] = file.split('/');
  const cwd = join(root, parent, name);
  // In CI a package leaves its report there.
  const report = join(cwd, '.turbo/vitest.json');
  run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', path.join('/')], {
    ...{ cwd, timeoutMs: 900_000 },
    environment: { ...environment, CI: 'true' },
  });
  const tests = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(
    ({ assertionResults }) => assertionResults,
  );
  const ran = tests.filter(({ status }) => status === 'passed').map((one) => one.title);
  console.log(`      ${parent}/${name}: ${ran.length} of ${tests.length}`);
  if (!ran.includes(title)) throw new Error(`Expected "${title}" to run, got ${JSON.stringify(ran)}.`);
}

/** Checks with names, each told as it ends. */
export class Checks {
  passed = 0;
  failed = 0;

  async check(name, body) {
    const startMs = performance.now();
    const seconds = () => `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
    try {
      await body();
      this.passed++;
      console.log(`ok    ${name} (${seconds()})`);
    } catch (error) {
      this.failed++;
      console.log(`FAIL  ${name} (${seconds()})\n${indent(error.message)}`);
    }
  }

  /** Tells the sum and sets the exit code. */
  end() {
    console.log(`checks: ${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}

function indent(text) {
  return text.replaceAll(/^/gm, '      ');
}
