import '@tensorflow/tfjs-backend-cpu';
import { registerSimdBackend } from '@longrange/backend-simd';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect } from 'vitest';

// Keeps the cpu backend from advertising tfjs-node.
enableProdMode();

/** Makes both engines known; `setBackend` then chooses. */
export async function registerEngines(): Promise<void> {
  await registerSimdBackend({ threads: 2 });
}

/** Runs one body of tests on every engine. */
export function describeEachEngine(name: string, body: (engine: string) => void): void {
  describe.each(['cpu', 'simd'])(`${name} on %s`, (engine) => {
    beforeAll(async () => {
      await registerEngines();
      expect(await setBackend(engine)).toBe(true);
    });
    body(engine);
  });
}
