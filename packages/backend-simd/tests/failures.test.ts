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

/** `.ci/run` tries all, the default suite one of each kind. */
const isWhole = process.env.LONGRANGE_WHOLE === '1';
const chosen = <Scenario>(scenarios: readonly Scenario[], from: number) =>
  scenarios.filter((_, place) => isWhole || place % 2 === from);

// reliability: threads
it.concurrent.each([
  ['a worker cannot be made', 'Expected 3 threads of the embedded engine to start, got LinkError: '],
  ['a worker never answers', 'to start, got Error: no answer within 1 s.'],
])('gives no engine but an error where %s', async (scenario, message) => {
  expect(await outcomes(scenario)).toEqual({
    first: { code: 'ENGINE_THREADS_NOT_STARTED', message: expect.stringContaining(message) },
  });
});

/** Whichever has taken it. */
const THREAD = /Expected thread [01] of the embedded engine to finish its share, got /;

// reliability: threads
it.concurrent.each(
  chosen(
    [
      ['the first share crashes', THREAD],
      ['the only thread crashes', 'Expected thread 0 '],
      ['the caller crashes in work of its own', 'Expected thread 0 '],
      ['a worker is terminated', 'Expected thread 1 of the embedded engine to finish its share, got Error: '],
      ['the first share crashes while it is written', THREAD],
      ['the second share crashes while it is written', THREAD],
      ['the second share crashes', THREAD],
      ['a worker is terminated unheard before it writes', 'Expected an answer from every thread '],
    ] as const,
    1,
  ),
)(
  'gives an error instead of waiting where %s; then the engine refuses all work',
  async (scenario, message) => {
    const failed = { code: 'ENGINE_THREAD_FAILED', message: expect.stringMatching(message) };
    expect(await outcomes(scenario)).toEqual({ first: failed, later: failed, alone: failed });
  },
);

// reliability: threads
it.concurrent('gives an error where workers are terminated unheard in their shares', async () => {
  const message = expect.stringContaining('Expected an answer from every thread ');
  expect(await outcomes('workers are terminated unheard in their shares')).toEqual({
    first: { code: 'ENGINE_THREAD_FAILED', message },
  });
});

const done = { message: 'done' };

it.concurrent('does the work where a worker is terminated unheard', async () => {
  expect(await outcomes('a worker is terminated unheard')).toEqual({ first: done, later: done, alone: done });
});

it.concurrent('does the work where workers take long', async () => {
  expect(await outcomes('workers take long')).toEqual({ first: done });
});

it.concurrent('starts its threads in a process that was started with --input-type', async () => {
  const program = ['--input-type=module', '--eval', `import(${JSON.stringify(scenarios)})`, 'scenarios'];
  const failed = { code: 'ENGINE_THREAD_FAILED', message: expect.stringMatching(THREAD) };
  expect(await outcomes('the second share crashes', program)).toMatchObject({ first: failed });
});
