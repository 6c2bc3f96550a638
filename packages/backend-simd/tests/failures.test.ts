import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'longrange-failures-'));
const scenarios = join(folder, 'scenarios.mjs');

beforeAll(() =>
  build({
    entryPoints: [join(import.meta.dirname, 'failures/scenarios.ts')],
    outfile: scenarios,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@longrange/source'],
    logLevel: 'error',
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

/** What a scenario's calls gave. Rejects where its process does not end by itself. */
async function outcomes(scenario: string, started: readonly string[] = [scenarios]) {
  const { stdout } = await promisify(execFile)(process.execPath, [...started, scenario], { timeout: 60_000 });
  return JSON.parse(stdout);
}

it.concurrent.each([
  ['a worker cannot be made', 'Expected 3 threads of the embedded engine to start, got LinkError: '],
  ['a worker never answers', 'to start, got Error: no answer within 1 s.'],
])('gives no engine but an error where %s', async (scenario, message) => {
  expect(await outcomes(scenario)).toEqual({
    first: { code: 'ENGINE_THREADS_NOT_STARTED', message: expect.stringContaining(message) },
  });
});

it.concurrent.each([
  ['a worker crashes', 'Expected thread 1 of the embedded engine to finish its share'],
  ['the caller crashes', 'Expected thread 0 of the embedded engine to finish its share, got RuntimeError: '],
  ['the only thread crashes', 'Expected thread 0 '],
  ['the caller crashes in work of its own', 'Expected thread 0 '],
  ['the caller crashes while it writes', 'Expected thread 0 '],
  ['a worker crashes while it writes', 'Expected thread 1 '],
  ['a worker is terminated', 'Expected thread 1 of the embedded engine to finish its share, got Error: '],
  ['a worker is terminated unheard', 'Expected an answer from every thread '],
  ['a worker is terminated unheard before it writes', 'Expected an answer from every thread '],
])(
  'gives an error instead of waiting where %s; then the engine refuses all work',
  async (scenario, message) => {
    const failed = { code: 'ENGINE_THREAD_FAILED', message: expect.stringContaining(message) };
    expect(await outcomes(scenario)).toEqual({ first: failed, later: failed, alone: failed });
  },
);

it.concurrent('waits where a worker takes long', async () => {
  const done = { message: 'done' };
  expect(await outcomes('a worker takes long')).toEqual({ first: done, later: done, alone: done });
});

it.concurrent('starts its threads in a process that was started with --input-type', async () => {
  const program = ['--input-type=module', '--eval', `import(${JSON.stringify(scenarios)})`, 'scenarios'];
  const failed = { code: 'ENGINE_THREAD_FAILED', message: expect.stringContaining('Expected thread 1 ') };
  expect(await outcomes('a worker crashes', program)).toMatchObject({ first: failed });
});
