import '@tensorflow/tfjs-backend-cpu';
import { registerSimdBackend } from '@longrange/backend-simd';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';

// Keeps the cpu backend from advertising tfjs-node.
env().set('IS_TEST', true);

/** Runs one body of tests on every engine. */
export function describeEachEngine(name: string, body: (engine: string) => void): void {
  describe.each(['cpu'])(`${name} on %s`, (engine) => {
    beforeAll(async () => {
      if (engine === 'simd') await registerSimdBackend({ threads: 2 });
      await setBackend(engine);
    });
    body(engine);
  });
}
