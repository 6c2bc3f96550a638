import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { serveFiles } from '../../../packages/corpus/src/testing/package-index.ts';
import { callCli } from './testing/call-cli.ts';
import { trainTiny } from './testing/tiny.ts';

it('looks for the projects that have a name where a run holds out none, and says where they would be', async () => {
  const cwd = await trainTiny(onTestFinished);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('LONGRANGE_CACHE', join(cwd, 'cache'));
  const { url, close } = await serveFiles();
  await close();
  vi.stubEnv('PIP_INDEX_URL', `${url}/simple/`);
  const { code, stderr } = await callCli(['eval', '--checkpoint', 'tiny', '--held-out', 'projects'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toBe(
    `error: Expected an answer from ${url}/simple/celery/, got none (ECONNREFUSED). The cache ${join(cwd, 'cache')} has no version of celery.\nhint: check the connection, and try again.\n`,
  );
});
