import { generate } from '@longrange/ops';
import { layerCase, testedLayers, uniformTensor } from '@longrange/ops/testing';
import {
  engine,
  env,
  grads,
  matMul,
  memory,
  mul,
  ones,
  type Scalar,
  setBackend,
  slice,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { JOB } from './engine.ts';
import { registerSimdBackend, type SimdBackend } from './index.ts';

beforeAll(async () => {
  env().set('IS_TEST', true);
  await registerSimdBackend({ threads: 2 });
  await setBackend('simd');
});

const backend = () => engine().backend as SimdBackend;

/** Gradients of the loss by pre-activations and weights of each kind of recurrent layer. */
function layerGradients(): Tensor[] {
  return Object.values(testedLayers).flatMap((layer) => {
    const { inputs } = layerCase(layer.kernels, 20, 24, 32);
    const loss = (...tensors: Tensor[]) => sum(mul(layer.fused(tensors).outputs, 0.01)) as Scalar;
    return grads(loss)([...inputs]);
  });
}

describe('SimdBackend', () => {
  it('gives the same bits twice with the same threads', () => {
    const [first, second] = [layerGradients(), layerGradients()];
    first.forEach((tensor, i) => {
      expect(tensor.dataSync()).toEqual(second[i]!.dataSync());
    });
  });

  it('writes the same characters on all threads as on one, to the last bit of the state', () => {
    const [V, H, B, steps] = [11, 256, 3, 8];
    const network = {
      cell: 'lstm',
      table: uniformTensor<Tensor2D>([V, 4 * H], 1),
      layers: [
        { recurrentKernel: uniformTensor<Tensor2D>([H, 4 * H], 2) },
        {
          kernel: uniformTensor<Tensor2D>([H, 4 * H], 3),
          bias: uniformTensor<Tensor1D>([4 * H], 4),
          recurrentKernel: uniformTensor<Tensor2D>([H, 4 * H], 5),
        },
      ],
      denseKernel: uniformTensor<Tensor2D>([H, V], 6),
      denseBias: uniformTensor<Tensor1D>([V], 7),
    } as const;
    const state = [8, 9].map((seed) => ({
      hidden: uniformTensor<Tensor2D>([B, H], seed),
      cell: uniformTensor<Tensor2D>([B, H], seed + 2),
    }));
    const uniforms = Float64Array.from({ length: steps * B }, (_, i) => (i * 0.618) % 1);
    const options = { steps, temperature: 1, topK: V, topP: 1, uniforms };
    // The first call is measured on all threads, the second on one (see thread-choice.ts).
    const [all, one] = [1, 2].map(() => {
      const { written, state: final } = generate(network, tensor1d([1, 2, 3], 'int32'), state, options);
      return [written, ...final.flatMap(({ hidden, cell }) => [hidden, cell!])].map((tensor) =>
        Array.from(tensor.dataSync()),
      );
    });
    expect(new Set(all![0]).size).toBeGreaterThan(1);
    expect(all).toEqual(one);
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

  it('frees memory with its tensors: none is left and none is added over many steps', () => {
    const step = () => tidy(() => void layerGradients());
    step();
    const before = { tensors: memory().numTensors, used: backend().engine.heap.usedBytes };
    const total = backend().engine.heap.totalBytes;
    for (let i = 0; i < 50; i++) step();
    expect(memory().numTensors).toBe(before.tensors);
    expect(backend().engine.heap.usedBytes).toBe(before.used);
    expect(backend().engine.heap.totalBytes).toBe(total);
  });

  it('refuses a senseless number of threads', async () => {
    await expect(registerSimdBackend({ threads: 0 })).rejects.toThrow(
      'Expected `threads` to be an integer from 1 to 256, got 0 (number).',
    );
  });

  it('comes up again, threads and all, after a reset', async () => {
    const disposed = backend();
    engine().reset();
    await setBackend('simd');
    expect(backend()).not.toBe(disposed);
    expect(Array.from(matMul(ones([256, 256]), ones([256, 256])).dataSync())).toEqual(
      new Array(65_536).fill(256),
    );
    expect(() => disposed.engine.run(JOB.add, [0, 0, 0, 0])).toThrow('have been terminated');
  });

  it('turns a crash inside a thread into an error, not a hang', () => {
    const unknownJob = 999;
    expect(() => backend().engine.run(unknownJob, [])).toThrow();
    expect(() =>
      matMul(uniformTensor<Tensor2D>([256, 256], 1), uniformTensor<Tensor2D>([256, 256], 2)),
    ).toThrow('Expected thread 1 of the embedded engine to finish its share');
  });
});
