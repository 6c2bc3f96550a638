import {
  addN,
  concat,
  mul,
  slice,
  type Tensor2D,
  type Tensor3D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { RecurrentResult } from '../recurrent-state.ts';

/** What `causalConvolution` computes, as ordinary TensorFlow.js ops. */
export function composedCausalConvolution(
  x: Tensor3D,
  kernel: Tensor2D,
  history: Tensor3D,
): RecurrentResult<Tensor3D> {
  return tidy(() => {
    const [T, B, D] = x.shape;
    const [W] = kernel.shape;
    const all = concat([transpose(history, [1, 0, 2]), x], 0);
    const products = Array.from({ length: W }, (_, i) =>
      mul(slice(all, [i, 0, 0], [T, B, D]), slice(kernel, [i, 0], [1, D])),
    );
    const final = transpose(slice(all, [T, 0, 0], [W - 1, B, D]), [1, 0, 2]);
    return { outputs: addN(products) as Tensor3D, final };
  });
}
