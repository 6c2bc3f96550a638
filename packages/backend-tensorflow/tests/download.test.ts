import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { installTensorFlow } from '../src/index.ts';

it('says what to do without a network, and leaves nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-tensorflow-'));
  // The last is a port that nobody listens on.
  const environment = {
    XDG_CACHE_HOME: folder,
    PIP_RETRIES: '0',
    PIP_NO_INDEX: '',
    PIP_FIND_LINKS: '',
    PIP_INDEX_URL: 'http://127.0.0.1:9/',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  await expect(installTensorFlow({ device: 'cpu' })).rejects.toMatchObject({
    code: 'NATIVE_DOWNLOAD',
    hint: expect.stringContaining('--wheel'),
  });
  expect(readdirSync(join(folder, 'longrange'))).toEqual([]);
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
