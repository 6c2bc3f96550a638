import { expect, it } from 'vitest';
import { registerNativeBackend } from './index.ts';

it('refuses a senseless number of threads', async () => {
  for (const threads of [0, 1.5, 257]) {
    await expect(registerNativeBackend({ threads })).rejects.toMatchObject({
      code: 'ENGINE_THREADS',
      message: expect.stringContaining(`to be an integer from 1 to 256, got ${threads} (number).`),
    });
  }
});
