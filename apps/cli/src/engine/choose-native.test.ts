import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chooseEngine } from './choose-engine.ts';

const library = fileURLToPath(
  new URL('../../../../packages/backend-native/native/longrange.node', import.meta.url),
);

beforeEach(() => vi.stubEnv('XDG_CACHE_HOME', '/nowhere'));
afterEach(() => vi.unstubAllEnvs());

it.runIf(existsSync(library))('auto takes the native engine where its library was built', async () => {
  const choice = await chooseEngine({ engine: 'auto', threads: 1 });
  expect(choice).toMatchObject({ engine: 'native', backend: 'native', threads: 1, precision: 'float32' });
  expect(choice.passedOver.map(({ engine }) => engine)).toEqual(['node-gpu']);
  expect(getBackend()).toBe('native');
});
