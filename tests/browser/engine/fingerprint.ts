import { layerCase } from '@longrange/ops/testing';
import { grads, mul, type Scalar, sum, type Tensor } from '@tensorflow/tfjs-core';

/** The bits of an LSTM's gradients on the current backend, as one number each. */
export async function gradientBits(): Promise<number[]> {
  const { inputs, run } = layerCase('lstm', 'preactivations', { T: 12, B: 16, H: 40 });
  const loss = (preactivations: Tensor, recurrentKernel: Tensor): Scalar =>
    sum(mul(run({ ...inputs, preactivations, recurrentKernel })[0]!, 0.01)) as Scalar;
  const gradients = grads(loss)([inputs.preactivations!, inputs.recurrentKernel!]);
  return Promise.all(
    gradients.map(async (gradient) => {
      const words = new Uint32Array((await gradient.data()).slice().buffer);
      return words.reduce((hash, word) => (Math.imul(hash ^ word, 0x01000193) >>> 0) % 2 ** 32, 0x811c9dc5);
    }),
  );
}
