import {
  DROPOUT,
  type DropoutAttributes,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
} from '@longrange/ops/internal';
import { Add, Multiply, Sub, Sum, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { isLarge, type KernelCall, type NamedKernel, PARALLEL_WORK } from './kernel.ts';
import { matrixSizes, operands, shapeOf } from './operands.ts';

function softmaxCrossEntropy(call: KernelCall): TensorInfo[] {
  const { backend, output } = call;
  const [N, V] = matrixSizes(call, 'logits');
  const { logits, targets } = operands(call, {
    logits: [N, V],
    targets: { ids: [N], below: V, orIgnored: true },
  });
  const losses = output([N]);
  const correct = output([N]);
  const residual = output([N, V]);
  const results = { losses: losses.address, correct: correct.address, residual: residual.address };
  backend.engine.run('softmaxCrossEntropy', { N, V, logits, targets, ...results }, isLarge(N * V));
  return [losses.info, correct.info, residual.info];
}

function scaleRows(call: KernelCall): TensorInfo {
  const { backend, output } = call;
  const [N, V] = matrixSizes(call, 'residual');
  const at = operands(call, { residual: [N, V], lossesGradient: [N] });
  const { info, address } = output([N, V]);
  const args = { N, V, x: at.residual, factors: at.lossesGradient, to: address };
  backend.engine.run('scaleRows', args, isLarge(N * V));
  return info;
}

function dropout(call: KernelCall): TensorInfo {
  const { backend, output } = call;
  const { rate, seed } = call.attrs as unknown as DropoutAttributes;
  const shape = shapeOf(call, 'x');
  const size = util.sizeFromShape(shape);
  const { x } = operands(call, { x: shape });
  const { info, address } = output([...shape]);
  const threshold = Math.ceil(rate * 2 ** 32);
  const args = { size, x, to: address, seed, threshold, scale: 1 / (1 - rate) };
  backend.engine.run('dropout', args, isLarge(size));
  return info;
}

/** Makes a tensor of the given shape: the sum of `R` rows at `x`, each with as many numbers as the shape. */
export function sumOfRows(call: KernelCall, R: number, shape: readonly number[], x: number): TensorInfo {
  const C = util.sizeFromShape([...shape]);
  const { info, address } = call.output([...shape]);
  const partial = call.scratch(C * 4);
  call.backend.engine.run('columnSums', { R, C, x, to: address, partial }, isLarge(R * C));
  return info;
}

/** Sums over the leading axes, as for the gradient of a bias; other sums are inherited. */
function sumLeadingAxes(call: KernelCall): TensorInfo | null {
  const x = call.inputs.x!;
  const { axis, keepDims } = call.attrs as { axis: number | number[] | null; keepDims: boolean };
  const axes = util.parseAxisParam(axis as number, x.shape);
  const leading = axes.length > 0 && axes.length < x.shape.length && axes.every((value, i) => value === i);
  const R = util.sizeFromShape(x.shape.slice(0, axes.length));
  if (x.dtype !== 'float32' || keepDims || !leading) return null;
  if (util.sizeFromShape(x.shape) < PARALLEL_WORK / 16) return null;
  return sumOfRows(call, R, x.shape.slice(axes.length), call.backend.address(x));
}

/** Sums of two large tensors of one shape, as when gradients are accumulated; others are inherited. */
function addSameShape({ inputs, backend, output }: KernelCall): TensorInfo | null {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  const size = util.sizeFromShape(a.shape);
  const plain = a.dtype === 'float32' && b.dtype === 'float32' && util.arraysEqual(a.shape, b.shape);
  const pending = [a, b].some((x) => backend.isPending(x));
  if (!plain || (size < PARALLEL_WORK / 16 && !pending)) return null;
  const at = { a: backend.address(a), b: backend.address(b) };
  const { info, address } = output([...a.shape]);
  backend.engine.run('add', { size, ...at, to: address }, isLarge(size));
  return info;
}

/** Subtracts from each row its own number, as a softmax does; other differences go to the inherited kernel, which is ten times as slow. */
function subtractColumn({ inputs, backend, output }: KernelCall): TensorInfo | null {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  const isColumn = a.shape.length > 0 && util.arraysEqual(b.shape, [...a.shape.slice(0, -1), 1]);
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || !isColumn) return null;
  const [size, rows] = [util.sizeFromShape(a.shape), util.sizeFromShape(b.shape)];
  const { info, address } = output([...a.shape]);
  const [from, less] = [a, b].map(({ dataId }) => backend.data.get(dataId).values as Float32Array);
  const to = backend.engine.heap.floats(address, size);
  for (let row = 0, i = 0; row < rows; row++)
    for (const end = i + size / rows; i < end; i++) to[i] = from![i]! - less![row]!;
  return info;
}

/** Products of two large tensors of one shape, or of a large one and a number; others are inherited. */
function multiply({ inputs, backend, output }: KernelCall): TensorInfo | null {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const [large, other] = util.sizeFromShape(a.shape) >= util.sizeFromShape(b.shape) ? [a, b] : [b, a];
  const size = util.sizeFromShape(large.shape);
  // May have any number of axes of length 1, as the gradient of a sum does.
  const scalar = util.sizeFromShape(other.shape) === 1 && other.shape.length <= large.shape.length;
  if (size < PARALLEL_WORK / 16 || !(scalar || util.arraysEqual(a.shape, b.shape))) return null;
  const operands = { a: backend.address(large), b: backend.address(other), scalar };
  const { info, address } = output([...large.shape]);
  backend.engine.run('multiply', { size, ...operands, to: address }, isLarge(size));
  return info;
}

export const elementwiseKernels: readonly NamedKernel[] = [
  [SOFTMAX_CROSS_ENTROPY, softmaxCrossEntropy],
  [SOFTMAX_CROSS_ENTROPY_GRADIENT, scaleRows],
  [DROPOUT, dropout],
  [Sum, sumLeadingAxes],
  [Add, addSameShape],
  [Sub, subtractColumn],
  [Multiply, multiply],
];
