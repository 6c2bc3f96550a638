import '@tensorflow/tfjs-backend-cpu';
import '@longrange/ops';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect } from 'vitest';
import { registerSimdBackend } from '../register.ts';

/** Used by tests and benchmarks that inspect the memory and the jobs that ran */
export type { SimdBackend } from '../register.ts';
export { describeOperands } from './describe-operands.ts';

// Suppresses the banner of the cpu backend, and makes TensorFlow.js check that no kernel leaks data.
env().set('IS_TEST', true);

/** `.ci/run nodes` sets it on Node 24. */
const isThorough = process.env.LONGRANGE_ENGINES === 'all';

/** Engines that tests of models run on, by TensorFlow.js's names, and how each is registered */
const engines = new Map<string, () => Promise<unknown>>([
  ['cpu', async () => undefined],
  // If tests of several packages share two cores, threads that synchronize after each small operation wait for each other.
  ['simd', () => registerSimdBackend({ threads: isThorough ? 2 : 1 })],
]);

/** Adds an engine of a package above this one. Called by a setup file of the tests (`tests/testing/more-engines.ts`). */
export function addEngine(name: string, register: () => Promise<unknown>): void {
  engines.set(name, register);
}

/** Registers all engines; `setBackend` then chooses. */
export async function registerEngines(): Promise<void> {
  for (const register of engines.values()) await register();
}

/** Chooses the engine that is fastest for small runs. */
export async function chooseSimd(): Promise<void> {
  await registerEngines();
  await setBackend('simd');
}

/** Runs one body of tests on every engine. */
export function describeEachEngine(name: string, body: (engine: string) => void): void {
  describeOn([...engines.keys()], name, body);
}

/**
 * Runs one body of tests on every engine but TensorFlow.js's plain backend, on which training takes seconds. The tests of operations and
 * models check that it gives the same numbers as the others; with `LONGRANGE_ENGINES=all` it is included.
 */
export function describeFastEngines(name: string, body: (engine: string) => void): void {
  describeOn(
    [...engines.keys()].filter((engine) => isThorough || engine !== 'cpu'),
    name,
    body,
  );
}

function describeOn(names: readonly string[], name: string, body: (engine: string) => void): void {
  describe.each(names)(`${name} on %s`, (engine) => {
    beforeAll(async () => {
      await registerEngines();
      // The check would mistake what the gradient of a fused product keeps for a leak if a reshaped tensor is a new one.
      env().set('IS_TEST', engine !== 'tensorflow');
      expect(await setBackend(engine)).toBe(true);
    });
    body(engine);
  });
}
