import {
  fused as fusedOps,
  type NamedTensorMap,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import { projectionKernels, runFused } from './fused.ts';

/** One product of `projections`. */
export interface Projection {
  /** [I, O] float32 */
  readonly kernel: Tensor2D;
  /** [O] float32 */
  readonly bias?: Tensor1D | undefined;
}

/**
 * Several products of the same inputs, x × kernel + bias each, differentiable in all: an engine sums the gradient of the inputs in place.
 *
 * @param x [T, B, I] float32
 * @returns [T, B, O] for each part
 * @throws LongrangeError OPS_SHAPE, OPS_ARGUMENT
 */
export function projections(x: Tensor3D, parts: readonly Projection[]): Tensor3D[] {
  const op = 'projections';
  const [T, B, I] = shapeOf(op, 'x', x);
  checkTensor(op, 'x', x, [T, B, I], 'float32', HINT);
  const inputs: NamedTensorMap = { x };
  parts.forEach(({ kernel, bias }, index) => {
    const [, O] = shapeOf(op, 'kernel', kernel);
    checkTensor(op, 'kernel', kernel, [I, O], 'float32', HINT);
    inputs[`kernel${index}`] = kernel;
    if (bias === undefined) return;
    checkTensor(op, 'bias', bias, [O], 'float32', HINT);
    inputs[`bias${index}`] = bias;
  });
  const kernels = projectionKernels(parts.map(({ bias }) => bias !== undefined));
  const fused = runFused(kernels, inputs);
  if (fused) return fused as Tensor3D[];
  return parts.map(({ kernel, bias }) => projectSequence(x, kernel, bias));
}

const HINT = '`x` is [T, B, I], each kernel [I, O], its bias [O].';

/** Inputs × kernel + bias for every step of a sequence, in one product: [T, B, I] → [T, B, O] */
export function projectSequence(inputs: Tensor3D, kernel: Tensor2D, bias?: Tensor1D): Tensor3D {
  const [T, B, I] = inputs.shape;
  const a = reshape(inputs, [T * B, I]);
  const rows = fusedOps.matMul({ a, b: kernel, ...(bias && { bias }) });
  return reshape(rows, [T, B, kernel.shape[1]]);
}
