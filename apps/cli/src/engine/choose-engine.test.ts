import { availableParallelism } from 'node:os';
import { LongrangeError } from '@longrange/errors';
import { getBackend, matMul, ones } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseEngine } from './choose-engine.ts';
import type { EngineOptions } from './engine-name.ts';

// Hides libraries that this machine may have.
beforeEach(() => {
  vi.stubEnv('LONGRANGE_NATIVE_LIBRARY', '/nowhere/longrange.node');
  vi.stubEnv('XDG_CACHE_HOME', '/nowhere');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

class NoMemory {
  constructor() {
    throw new RangeError('could not allocate memory');
  }
}

async function refusalOf(options: EngineOptions): Promise<LongrangeError> {
  const error = await chooseEngine(options).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(LongrangeError);
  return error as LongrangeError;
}

describe('chooseEngine, where there are no libraries', () => {
  // First: a backend that is registered stays.
  it('auto takes the plain backend where there is no WebAssembly either; simd is refused', async () => {
    vi.stubGlobal('WebAssembly', undefined); // as under --jitless
    const choice = await chooseEngine({ engine: 'auto', threads: 2 });
    expect(choice).toMatchObject({ engine: 'cpu', backend: 'cpu', threads: 1, variant: null });
    expect(choice.reason).toContain('because nothing faster runs here');
    expect(choice.passedOver.map(({ engine }) => engine)).toEqual(['node-gpu', 'native', 'simd']);
    expect((await refusalOf({ engine: 'simd' })).code).toBe('ENGINE_SIMD_MISSING');
  });

  // reliability: address-space
  it('auto takes the plain backend where the process may not have the address space for another', async () => {
    // As under `ulimit -v`, where WebAssembly.Memory fails first.
    vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Memory: { value: NoMemory } }));
    const choice = await chooseEngine({ engine: 'auto', threads: 1 });
    expect(choice).toMatchObject({ engine: 'cpu', threads: 1 });
    expect(choice.passedOver[2]).toMatchObject({
      engine: 'simd',
      reason:
        "Expected address space for the embedded engine's memory, got none (could not allocate memory).",
    });
    expect(await refusalOf({ engine: 'simd' })).toMatchObject({
      code: 'ENGINE_SIMD_MEMORY',
      hint: expect.stringContaining('ulimit -v'),
    });
  });

  it('auto takes the embedded engine with the requested threads, and says why not those before it', async () => {
    const choice = await chooseEngine({ engine: 'auto', threads: 1 });
    expect(choice).toMatchObject({ engine: 'simd', backend: 'simd', threads: 1, precision: 'float32' });
    expect(choice.passedOver.map(({ engine }) => engine)).toEqual(['node-gpu', 'native']);
    expect(choice.passedOver[1]!.reason).toContain('library that was built here, found neither');
    expect(getBackend()).toBe('simd');
    expect(Array.from(await matMul(ones([1, 3]), ones([3, 1])).data())).toEqual([3]);
    const same = await chooseEngine({ engine: 'simd', threads: 1 });
    expect(same).toEqual({ ...choice, passedOver: [], reason: same.reason });
  });

  it('takes the plain backend', async () => {
    const { engine, reason } = await chooseEngine({ engine: 'cpu' });
    expect([engine, reason]).toEqual(['cpu', expect.stringContaining('as requested')]);
    expect(getBackend()).toBe('cpu');
  });

  const cores = availableParallelism();
  // reliability: thread-count
  it.each<readonly [EngineOptions, string, string]>([
    [{ engine: 'native' }, 'ENGINE_NATIVE_MISSING', 'pnpm native'],
    [{ engine: 'node' }, 'ENGINE_TENSORFLOW_MISSING', 'longrange tensorflow builds it'],
    [{ engine: 'node-gpu' }, 'ENGINE_TENSORFLOW_MISSING', 'longrange tensorflow --gpu builds it'],
    [{ engine: 'auto', precision: 'mixed_bfloat16' }, 'ENGINE_NATIVE_MISSING', 'pnpm native'],
    [{ engine: 'auto', precision: 'mixed_float16' }, 'ENGINE_TENSORFLOW_MISSING', '--gpu builds it'],
    [
      { engine: 'simd', precision: 'mixed_bfloat16' },
      'ENGINE_PRECISION',
      'engines that support it: node-gpu, native, node.',
    ],
    [
      { engine: 'native', precision: 'mixed_float16' },
      'ENGINE_PRECISION',
      'engines that support it: node-gpu, node.',
    ],
    // The plain backend has one thread; others have at most four for each core.
    [{ engine: 'cpu', threads: 2 }, 'ENGINE_THREADS', 'use --engine simd'],
    [{ engine: 'auto', threads: 4 * cores + 1 }, 'ENGINE_THREADS', `one per core (${cores})`],
  ])('refuses %j with %s and what to do', async (options, code, hint) => {
    expect(await refusalOf(options)).toMatchObject({ code, hint: expect.stringContaining(hint) });
  });
});
