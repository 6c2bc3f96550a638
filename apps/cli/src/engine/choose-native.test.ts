import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';

const library = fileURLToPath(
  new URL('../../../../packages/backend-native/native/longrange.node', import.meta.url),
);

afterEach(() => vi.unstubAllEnvs());

it.runIf(existsSync(library))('auto takes the native engine where its library was built', async () => {
  vi.stubEnv('XDG_CACHE_HOME', '/nowhere');
  // Imported only here, since it takes seconds, and usually no library is built.
  const { chooseEngine } = await import('./choose-engine.ts');
  const choice = await chooseEngine({ engine: 'auto', threads: 1 });
  expect(choice).toMatchObject({ engine: 'native', backend: 'native', threads: 1, precision: 'float32' });
  expect(choice.passedOver.map(({ engine }) => engine)).toEqual(['node-gpu']);
});
