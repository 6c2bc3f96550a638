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
  type Tensor2D,
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
