import '@tensorflow/tfjs-backend-cpu';
import '@longrange/ops';
import { registerSimdBackend } from '@longrange/backend-simd';
import { env, getBackend, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect } from 'vitest';

// Keeps the cpu backend from advertising tfjs-node.
env().set('IS_TEST', true);

const engines: Readonly<Record<string, () => Promise<void>>> = {
  cpu: async () => undefined,
  simd: async () => {
    await registerSimdBackend({ threads: 2 });
  },
};

/** One body of tests, run on every engine. */
export function describeEachEngine(name: string, body: (engine: string) => void): void {
  for (const [engine, prepare] of Object.entries(engines)) {
    describe(`${name} on ${engine}`, () => {
      beforeAll(async () => {
        await prepare();
        await setBackend(engine);
        expect(getBackend()).toBe(engine);
      });
      body(engine);
    });
  }
}
