import { generate } from '@longrange/ops/internal';
import { layerCase, resultsAndGradients, uniformTensor, writingCase } from '@longrange/ops/testing';
import {
  engine,
  env,
  getBackend,
  grads,
  matMul,
  memory,
  ones,
  type Rank,
  removeBackend,
  type Scalar,
  setBackend,
  slice,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { registerSimdBackend, type SimdBackendOptions } from './index.ts';
import type { SimdBackend } from './register.ts';

beforeAll(async () => {
  env().set('IS_TEST', true);
  await registerSimdBackend({ threads: 2 });
  await setBackend('simd');
});

const backend = () => engine().backend as SimdBackend;

/** Results and gradients of each kind of recurrent layer */
function layerResults(): Tensor[] {
  return (['lstm', 'gru', 'rnn'] as const).flatMap((cell) =>
    resultsAndGradients(layerCase(cell, 'preactivations', { T: 20, B: 24, H: 32 })),
  );
}

const VOCABULARY = 11;
const UNITS = 256;

/** What a network of two layers writes in eight steps, and its state after them. */
function write(
  B: number,
  dense: { denseBias?: Tensor1D; denseKernel?: Tensor2D } = {},
  temperature = 1,
): number[][] {
  const { network: whole, state } = writingCase(VOCABULARY, UNITS, B);
  const network = { ...whole, ...dense };
  const tokens = tensor1d(
    Array.from({ length: B }, (_, b) => b + 1),
    'int32',
  );
  const uniforms = Float64Array.from({ length: 8 * B }, (_, i) => (i * 0.618) % 1);
  const options = { steps: 8, temperature, topK: VOCABULARY, topP: 1, uniforms };
  const { written, state: final } = generate(network, tokens, state, options);
  return [written, ...final.flatMap(({ hidden, cell }) => [hidden, cell!])].map((tensor) =>
    Array.from(tensor.dataSync()),
  );
}

describe('SimdBackend', () => {
  it('gives the same bits on fewer threads, as long as the shares are as many', () => {
    const { engine: own } = backend();
    // As text, which takes far less time to compare than numbers do.
    const bits = () =>
      layerResults().map((tensor) =>
        Buffer.from(Float32Array.from(tensor.dataSync()).buffer).toString('hex'),
      );
    const wanted = bits();
    const runShares = own.runShares.bind(own);
    let job = 0;
    for (const threads of [() => 1, () => 2, () => (job % 2) + 1]) {
      const run = vi.spyOn(own, 'runShares').mockImplementation((name, args, shares) => {
        job += 1;
        runShares(name, args, shares, Math.min(shares, threads()));
      });
      expect(bits()).toEqual(wanted);
      run.mockRestore();
    }
  });

  it.each([1, 3])(
    'writes %i sequences alike on all threads and on one, to the last bit of the state',
    (B) => {
      const run = vi.spyOn(backend().engine, 'runShares');
      // The first call is measured on all threads, the second on one (see ThreadChoice).
      const [all, one] = [1, 2].map(() => write(B));
      const threads = run.mock.calls.filter(([job]) => job === 'generate').map((call) => call[3]);
      run.mockRestore();
      expect(threads).toEqual([backend().engine.threads, 1]);
      expect(new Set(all![0]).size).toBeGreaterThan(1);
      expect(all).toEqual(one);
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'writes −1 where a logit is %d',
    (value) => {
      for (const character of [0, VOCABULARY - 1]) {
        const bias = new Float32Array(VOCABULARY).fill(0.1);
        bias[character] = value;
        expect(new Set(write(2, { denseBias: tensor1d(bias) })[0])).toEqual(new Set([-1]));
      }
    },
  );

  it('writes the likeliest character at temperature 0, the first of equals', () => {
    const bias = new Float32Array(VOCABULARY);
    bias[4] = 100;
    bias[7] = 100;
    const denseKernel = zeros<Rank.R2>([UNITS, VOCABULARY]);
    const [written] = write(2, { denseBias: tensor1d(bias), denseKernel }, 0);
    expect(new Set(written)).toEqual(new Set([4]));
  });

  it('hands out copies: what was read stays as it was when the tensor is gone and its memory is used again', () => {
    const a = uniformTensor<Tensor2D>([64, 64], 1);
    const product = matMul(a, a);
    const part = slice(product, [0, 0], [2, 64]); // inherited: a view of the product's memory
    const values = product.dataSync();
    const before = Array.from(values);
    product.dispose();
    for (let i = 0; i < 4; i++) matMul(a, uniformTensor<Tensor2D>([64, 64], i + 5));
    expect(Array.from(values)).toEqual(before);
    expect(Array.from(part.dataSync())).toEqual(before.slice(0, 128));
  });

  it('frees memory with its tensors: none is left and none is added over several steps', () => {
    const step = () => tidy(() => void layerResults());
    step();
    const before = { tensors: memory().numTensors, used: backend().engine.heap.usedBytes };
    const total = backend().engine.heap.totalBytes;
    for (let i = 0; i < 3; i++) step();
    expect(memory().numTensors).toBe(before.tensors);
    expect(backend().engine.heap.usedBytes).toBe(before.used);
    expect(backend().engine.heap.totalBytes).toBe(total);
  });

  it('keeps what only a gradient needs where one is recorded, and nowhere else', () => {
    const [T, B, H] = [6, 4, 8];
    const layer = layerCase('lstm', 'inputs', { T, B, H });
    const { heap } = backend().engine;
    let kept = 0;
    const run: typeof layer.run = (inputs) => {
      const before = heap.usedBytes;
      const results = layer.run(inputs);
      kept = heap.usedBytes - before;
      return results;
    };
    // The first call brings the inputs into the engine's memory.
    tidy(() => void run(layer.inputs));
    tidy(() => void run(layer.inputs));
    const alone = kept;
    tidy(() => {
      const loss = (...tensors: Tensor[]) =>
        sum(
          run(Object.fromEntries(Object.keys(layer.inputs).map((name, i) => [name, tensors[i]!])))[0]!,
        ) as Scalar;
      grads(loss)(Object.values(layer.inputs));
    });
    const gatesAndCells = 4 * (T * B * 4 * H + T * B * H);
    expect(alone).toBeLessThan(gatesAndCells);
    expect(kept).toBeGreaterThanOrEqual(alone + gatesAndCells);
  });

  it('keeps the engine that was registered first, and says so', async () => {
    const reason = async (options: SimdBackendOptions) => (await registerSimdBackend(options)).reason;
    expect(await reason({ threads: 2 })).toMatch(/; 2 threads: as asked for$/);
    expect(await reason({ threads: 1 })).toMatch(
      /; 2 threads: kept from the first registration, instead of 1 thread$/,
    );
    expect(await reason({ threads: 3, variant: 'simd128' })).toMatch(
      /; 2 threads: kept from the first registration, instead of 3 threads and simd128$/,
    );
  });

  it('is selected when it is registered, a second time too', async () => {
    removeBackend('simd');
    await setBackend('cpu');
    for (let time = 0; time < 2; time++) {
      await registerSimdBackend({ threads: 2 });
      expect(getBackend()).toBe('simd');
    }
    expect(ones([2]).dataSync()).toEqual(Float32Array.of(1, 1));
  });

  it('comes up again, threads and all, after a reset', async () => {
    const disposed = backend();
    engine().reset();
    await setBackend('simd');
    expect(backend()).not.toBe(disposed);
    expect(Array.from(matMul(ones([256, 256]), ones([256, 256])).dataSync())).toEqual(
      new Array(65_536).fill(256),
    );
    expect(() => disposed.engine.run('add', { size: 0, a: 0, b: 0, to: 0 })).toThrow('have been terminated');
  });

  it.each([
    ['products', () => matMul(ones([64, 64]), ones([64, 64]))],
    ['recurrent layers and their gradients', layerResults],
    ['writing', () => write(3)],
  ])('gives heartbeats in %s, so that it is not taken for dead', (_, work) => {
    const { kernels } = backend().engine;
    const before = kernels.lifeSigns();
    work();
    expect(kernels.lifeSigns()).not.toBe(before);
  });

  it('refuses all work after a crash inside a thread, until it is created again', async () => {
    const beyondMemory = 2 ** 32 - 64;
    const operands = { a: beyondMemory, b: beyondMemory, to: beyondMemory };
    const failure = expect.objectContaining({ code: 'ENGINE_THREAD_FAILED' });
    expect(() => backend().engine.run('add', { size: 8, ...operands })).toThrow(failure);
    const square = () => matMul(ones([256, 256]), ones([256, 256])).dataSync();
    expect(square).toThrow(failure);
    engine().reset();
    await setBackend('simd');
    expect(square()[0]).toBe(256);
  });
});
