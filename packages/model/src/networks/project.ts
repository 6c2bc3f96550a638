import {
  fused,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';

/** rows × kernel + bias: [N, I] → [N, O] */
export function project(rows: Tensor2D, kernel: Tensor2D, bias?: Tensor): Tensor2D {
  return fused.matMul({ a: rows, b: kernel, ...(bias && { bias: bias as Tensor1D }) }) as Tensor2D;
}

/** Like `project` for every step of a sequence, in one product: [T, B, I] → [T, B, O] */
export function projectSequence(inputs: Tensor3D, kernel: Tensor2D, bias?: Tensor): Tensor3D {
  const [T, B, I] = inputs.shape;
  const rows = project(reshape(inputs, [T * B, I]) as Tensor2D, kernel, bias);
  return reshape(rows, [T, B, rows.shape[1]]) as Tensor3D;
}

/** Name of a layer as Keras numbers the layers of one kind: `dropout`, `dropout_1`, … */
export function numberedName(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}
