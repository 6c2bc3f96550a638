import { getBackend, matMul, ones } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseEngine } from './choose-engine.ts';

afterEach(() => vi.unstubAllGlobals());

describe('chooseEngine', () => {
  it('auto takes the plain backend where there is no WebAssembly, and says so; simd is refused', async () => {
    vi.stubGlobal('WebAssembly', undefined); // as under --jitless
    const choice = await chooseEngine({ engine: 'auto', threads: 2 });
    // Some machines have a native library, which needs no WebAssembly.
    if (choice.engine === 'cpu') {
      expect(choice).toMatchObject({ backend: 'cpu', threads: 1, variant: null });
      expect(choice.reason).toContain('since nothing faster runs here');
      expect(choice.passedOver.at(-1)).toMatchObject({
        engine: 'simd',
        reason: expect.stringContaining('got none (node --jitless has none)'),
      });
    }
    await expect(chooseEngine({ engine: 'simd' })).rejects.toMatchObject({ code: 'ENGINE_SIMD_MISSING' });
  });

  it('takes the embedded engine with the threads asked for', async () => {
    const choice = await chooseEngine({ engine: 'simd', threads: 1 });
    expect(choice).toMatchObject({ engine: 'simd', backend: 'simd', threads: 1, passedOver: [] });
    expect(choice.reason).toMatch(/^(wide|relaxed|simd128): .*; 1 thread: as asked for$/);
    expect(getBackend()).toBe('simd');
    expect(Array.from(await matMul(ones([1, 3]), ones([3, 1])).data())).toEqual([3]);
  });

  it('takes the plain backend, which has one thread', async () => {
    expect(await chooseEngine({ engine: 'cpu' })).toMatchObject({ engine: 'cpu', threads: 1 });
    expect(getBackend()).toBe('cpu');
    await expect(chooseEngine({ engine: 'cpu', threads: 2 })).rejects.toMatchObject({
      code: 'ENGINE_THREADS',
      exitCode: 2,
    });
  });

  // Native libraries are there on some machines and not on others: either answer must be a good one.
  it('auto takes the first engine of its order that loads, and says why not those before', async () => {
    const choice = await chooseEngine({ engine: 'auto', threads: 1 });
    expect(getBackend()).toBe(choice.backend);
    const order = ['node-gpu', 'native', 'simd'];
    expect(choice.passedOver.map(({ engine }) => engine)).toEqual(
      order.slice(0, order.indexOf(choice.engine)),
    );
    for (const { reason } of choice.passedOver) expect(reason).toMatch(/^Expected .{10,}$/);
  });

  it('takes bfloat16 products where the native engine has them, else says what is missing; others have none', async () => {
    await expect(chooseEngine({ engine: 'simd', precision: 'mixed_bfloat16' })).rejects.toMatchObject({
      code: 'ENGINE_PRECISION',
      exitCode: 2,
    });
    await expect(chooseEngine({ engine: 'native', precision: 'mixed_float16' })).rejects.toMatchObject({
      code: 'ENGINE_PRECISION',
      message: expect.stringContaining('--precision float32 or mixed_bfloat16 with the engine native'),
      hint: 'the engines node-gpu, node have it.',
    });
    const choice = await chooseEngine({ engine: 'auto', precision: 'mixed_bfloat16' }).catch(
      (error: { code: string }) => error.code,
    );
    if (typeof choice === 'string') expect(choice).toMatch(/^ENGINE_(NATIVE_\w+|PRECISION)$/);
    else expect(choice).toMatchObject({ engine: 'native', precision: 'mixed_bfloat16' });
  });

  it.each(['node', 'native', 'simd', 'cpu'] as const)('%s refuses options of a GPU', async (engine) => {
    await expect(chooseEngine({ engine, device: 0, gpuMemory: 4096, tf32: true })).rejects.toMatchObject({
      code: 'ENGINE_GPU_OPTION',
      exitCode: 2,
      message: expect.stringContaining(
        `Expected --device, --gpu-memory, --tf32 together with the engine node-gpu, got ${engine},`,
      ),
    });
  });

  it('auto takes a GPU where one is asked for, or says that there is none', async () => {
    const choice = await chooseEngine({ engine: 'auto', device: 0 }).catch(
      (error: { code: string }) => error,
    );
    if ('code' in choice)
      expect(choice.code).toMatch(/^ENGINE_(?:TENSORFLOW_(?:MISSING|DEVICE|PACKAGE)|GPU_OPTION)$/);
    else expect(choice).toMatchObject({ engine: 'node-gpu', backend: 'tensorflow' });
  });

  it.each(['node', 'node-gpu'] as const)('%s loads, or is refused with what to do', async (engine) => {
    const choice = await chooseEngine({ engine }).catch((error: { code: string; hint: string }) => error);
    if ('code' in choice) {
      expect(choice.code).toMatch(/^ENGINE_TENSORFLOW_(?:MISSING|DEVICE|PACKAGE)$/);
      expect(choice.hint).toMatch(/longrange native|nvidia-smi|--ignore-scripts/);
    } else expect(choice).toMatchObject({ engine, backend: 'tensorflow' });
  });
});
