import { fused, reshape, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';

/** Inputs × kernel + bias for every step of a sequence, in one product: [T, B, I] → [T, B, gates × H] */
export function projectSequence(inputs: Tensor3D, kernel: Tensor2D, bias?: Tensor1D): Tensor3D {
  const [T, B, I] = inputs.shape;
  const rows = fused.matMul({ a: reshape(inputs, [T * B, I]), b: kernel, ...(bias && { bias }) }) as Tensor2D;
  return reshape(rows, [T, B, rows.shape[1]]) as Tensor3D;
}
