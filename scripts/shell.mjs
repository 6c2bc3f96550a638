import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Root of the repository. */
export const root = join(import.meta.dirname, '..');

/** Each package below `parents`: `{ folder: 'packages/errors', manifest }`. */
export function packagesIn(...parents) {
  return parents.flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => {
      const folder = `${parent}/${name}`;
      return { folder, manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) };
    }),
  );
}

/** Runs a program to its end. Returns both streams, or only stdout (`outputOnly`); throws with both if it fails. */
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

/** Runs the tests of a file, `packages/llama/tests/open-gguf.test.ts`, one of which must be called `title`. */
export function runTests(file, title, environment = {}) {
  const [parent, name, ...path] = file.split('/');
  const cwd = join(root, parent, name);
  const report = join(cwd, '.turbo/vitest.json');
  run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', path.join('/')], {
    cwd,
    timeoutMs: 900_000,
    environment: { ...environment, CI: 'true' },
  });
  const tests = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(
    ({ assertionResults }) => assertionResults,
  );
  const ran = tests.filter(({ status }) => status === 'passed').map((one) => one.title);
  console.log(`      ${parent}/${name}: ${ran.length} of ${tests.length}`);
  if (!ran.includes(title)) throw new Error(`Expected "${title}" to run, got ${JSON.stringify(ran)}.`);
}

/** Runs tests of tests/torture and shows their output. Returns the exit code. */
export function runTorture(words, environment) {
  const program = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.torture.config.ts', ...words];
  const env = { ...process.env, ...environment };
  return (
    spawnSync(process.execPath, program, { cwd: join(root, 'tests'), stdio: 'inherit', env }).status ?? 1
  );
}

/** Named checks, each reported as it ends. */
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

  /** Prints the total and sets the exit code. */
  end() {
    console.log(`checks: ${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}

/**
 * Runs checks in a temporary folder, then kills what they started and removes the folder.
 *
 * @param topic printed before the name of each check
 * @param body gets `check(name, body)`, `at(...path)` in the folder, `start(program, words, options)` and `install(label, packages)`, which
 * returns a Python with packages from PyPI
 */
export async function runChecks(topic, body) {
  const checks = new Checks();
  const folder = mkdtempSync(join(tmpdir(), 'longrange-check-'));
  const at = (...path) => join(folder, ...path);
  const check = (name, inner) => checks.check(`${topic}: ${name}`, inner);
  const children = [];
  const start = (program, words, { env, ...options } = {}) => {
    const child = spawn(program, words, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
      env: { ...process.env, ...env },
    });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
    const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, text }));
    return { child, ended, text: () => text };
  };
  const install = async (label, packages) => {
    const python = at('python/bin/python');
    await check(`install ${label}`, () => {
      run('python3', ['-m', 'venv', at('python')]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
      run(python, [...pip, ...packages], { timeoutMs: 1_200_000 });
    });
    return python;
  };
  try {
    await body({ check, at, start, install });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  checks.end();
}

const CONTENT_TYPES = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  wasm: 'application/wasm',
};

/** Serves the files of a folder on 127.0.0.1. Returns the server's address, which ends with a slash, and a function that stops it. */
export async function serveFolder(folder, headers = {}) {
  const server = createHttpServer(({ url }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname).slice(1) || 'index.html';
    try {
      const content = readFileSync(join(folder, path));
      const type = CONTENT_TYPES[path.split('.').at(-1)] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'content-type': type }).end(content);
    } catch {
      // A browser requests an icon unasked, and would report that there is none.
      response.writeHead(path === 'favicon.ico' ? 204 : 404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Returns a port of 127.0.0.1 that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until `isMet` returns (a promise of) something truthy, and returns that. */
export async function until(isMet, seconds, what) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; ) {
    const met = await isMet();
    if (met) return met;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Expected ${what} within ${seconds} s.`);
}

export function expectText(text, pattern) {
  if (!pattern.test(text)) throw new Error(`Expected ${pattern}, got\n${text}`);
}

export function expectEqual(got, wanted, what = 'text') {
  const [a, b] = [got, wanted].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  if (a !== b) throw new Error(`Expected as ${what}\n${b}\ngot\n${a}`);
}

/** Writes twelve short files of some 12,000 characters in total. */
export function writeText(folder) {
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < 12; file++) {
    const line = (_, index) => `x${file * index} = [${index % 7}, (${file})]\n`;
    writeFileSync(join(folder, `${file}.py`), Array.from({ length: 60 }, line).join(''));
  }
}

/** Settings of a network that trains in seconds. */
export const TINY = {
  units: 16,
  layers: 1,
  embeddingSize: 8,
  batchSize: 4,
  sequenceLength: 16,
  epochs: null,
  validationEverySteps: 100,
  checkpointEverySteps: 50,
};

/** The built command. */
export const cli = join(root, 'apps/cli/dist/main.js');

function indent(text) {
  return text.replaceAll(/^/gm, '      ');
}
