import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { serveFiles, servePython } from '../../../packages/corpus/src/testing/package-index.ts';
import { callCli } from './testing/call-cli.ts';
import { temporaryFolder, tinyTraining, trainTiny } from './testing/tiny.ts';

const server = await serveFiles();
beforeEach(() => void vi.stubEnv('PIP_INDEX_URL', `${server.url}/simple/`));
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => server.close());

/** Offers releases of a package of ten modules, which differ in one line of each. */
function offer(versions: readonly string[]): void {
  const releases = versions.map((version) => ({
    name: 'tiny-lib',
    version,
    metadata: 'License-Expression: MIT',
    modules: Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `tiny/m${index}.py`,
        `# ${version}\ndef function_${index}(x):\n    return x + ${'1234567890'.slice(index)}\n`.repeat(40),
      ]),
    ),
  }));
  servePython(server, 'tiny-lib', releases);
}

it('trains on the newest release of a package, records which, and measures on that one later without the index', async () => {
  const cwd = await temporaryFolder();
  vi.stubEnv('LONGRANGE_CACHE', join(cwd, 'cache'));
  offer(['1.0', '1.1']);
  const words = ['train', '--corpus', 'pypi:tiny-lib', '--run', 'tiny', ...tinyTraining({ epochs: 2 })];
  const { code, stdout, stderr } = await callCli(words, { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(
    'package     pypi:tiny-lib==1.1, license MIT: tiny_lib-1.1-py3-none-any.whl\ncorpus      pypi:tiny-lib==1.1\n',
  );
  const config = JSON.parse(await readFile(join(cwd, 'runs', 'tiny', 'config.json'), 'utf8'));
  expect(config.sessions[0].provenance.corpus).toMatchObject({
    config: { sources: ['pypi:tiny-lib==1.1'] },
    sources: ['pypi:tiny-lib==1.1'],
    packages: [{ requested: 'pypi:tiny-lib', source: 'pypi:tiny-lib==1.1', version: '1.1', license: 'MIT' }],
  });

  offer(['1.0', '1.1', '1.2']);
  server.requests.length = 0;
  const resumed = await callCli(['train', '--resume', 'latest', '--set', 'epochs=3'], { cwd });
  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  expect(resumed.stdout).toContain('from the cache\ncorpus      pypi:tiny-lib==1.1\n');
  expect(server.requests).toEqual([]);
});

it('shows a package once, although its files are counted before they are measured', async () => {
  const cwd = await temporaryFolder();
  vi.stubEnv('LONGRANGE_CACHE', join(cwd, 'cache'));
  offer(['1.0']);
  for (const end of ['', ', from the cache']) {
    const { code, stdout } = await callCli(['eval', '--text', 'pypi:tiny-lib'], { cwd });
    expect(code).toBe(0);
    expect(stdout.match(/^package .*$/gm)).toEqual([
      `package     pypi:tiny-lib==1.0, license MIT: tiny_lib-1.0-py3-none-any.whl${end}`,
    ]);
  }
});

it('gives one clear error for a package that cannot be had', async () => {
  const cwd = await temporaryFolder();
  vi.stubEnv('LONGRANGE_CACHE', join(cwd, 'cache'));
  const { code, stderr } = await callCli(['train', '--corpus', 'pypi:no-such-lib'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^error: Expected a package no-such-lib in the index http:\/\/127\.0\.0\.1:\d+\/simple\/, got no such package\.\nhint: .*\n$/,
  );
});

it('looks for the named projects if a run holds out none, and names their place', async () => {
  const { cwd } = await trainTiny(onTestFinished);
  vi.stubEnv('LONGRANGE_CACHE', join(cwd, 'cache'));
  const { url, close } = await serveFiles();
  await close();
  vi.stubEnv('PIP_INDEX_URL', `${url}/simple/`);
  expect(await callCli(['eval', '--checkpoint', 'tiny', '--held-out', 'projects'], { cwd })).toMatchObject({
    code: 1,
    stderr: `error: Expected an answer from ${url}/simple/celery/, got none (ECONNREFUSED).\nhint: check the connection, and try again; an exact version in the cache needs none.\n`,
  });
});
