import { lstm } from '@longrange/ops';
import { LSTM } from '@longrange/ops/backend';
import { layerCase } from '@longrange/ops/testing';
import {
  grads,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';

type Inputs = [Tensor3D, Tensor2D, Tensor2D, Tensor2D];

/** The bits of an LSTM's gradients on the current backend, as one number each. */
export async function gradientBits(): Promise<number[]> {
  const [preactivations, recurrentKernel, hidden, cell] = layerCase(LSTM, 12, 16, 40).inputs as Inputs;
  const loss = (x: Tensor, u: Tensor): Scalar =>
    sum(mul(lstm(x as Tensor3D, u as Tensor2D, { hidden, cell }).outputs, 0.01)) as Scalar;
  const gradients = grads(loss)([preactivations, recurrentKernel]);
  return Promise.all(
    gradients.map(async (gradient) => {
      const words = new Uint32Array((await gradient.data()).slice().buffer);
      return words.reduce((hash, word) => (Math.imul(hash ^ word, 0x01000193) >>> 0) % 2 ** 32, 0x811c9dc5);
    }),
  );
}
