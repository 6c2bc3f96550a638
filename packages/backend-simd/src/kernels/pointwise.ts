import { OneHot, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { pointwiseOperations } from '../generated/declarations.ts';
import { isLarge, type KernelCall, type NamedKernel } from './kernel.ts';

// Small operations that are inherited, unless jobs are recorded.

/** Returns how often numbers of this shape recur in a result: its size, 1 for a scalar; null if they do not recur as a whole. */
function periodIn(shape: readonly number[], result: readonly number[]): number | null {
  const own = shape.slice(shape.findIndex((size) => size !== 1));
  const size = util.sizeFromShape([...shape]);
  return size === 1 || util.arraysEqual(own, result.slice(-own.length)) ? size : null;
}

/** An operation on pending numbers, the second of which may recur in the first. */
function pointwise(operation: number) {
  return ({ backend, inputs, output }: KernelCall): TensorInfo | null => {
    const [x, y = x] = Object.values(inputs) as [TensorInfo, TensorInfo?];
    if (![x, y].some((operand) => backend.isPending(operand))) return null;
    const [a, b] = util.sizeFromShape(x.shape) >= util.sizeFromShape(y.shape) ? [x, y] : [y, x];
    const period = periodIn(b.shape, a.shape);
    if (period === null || a.dtype !== 'float32' || b.dtype !== 'float32') return null;
    const size = util.sizeFromShape(a.shape);
    const at = { a: backend.address(a), b: backend.address(b) };
    const shape = a.shape.length >= b.shape.length ? a.shape : b.shape;
    const { info, address } = output([...shape]);
    backend.engine.run('pointwise', { operation, size, period, ...at, to: address }, isLarge(size));
    return info;
  };
}

function oneHot({ attrs, backend, inputs, output }: KernelCall): TensorInfo | null {
  const indices = inputs.indices!;
  const { depth, dtype, onValue, offValue } = attrs as Record<string, number | string>;
  const plain = dtype === 'float32' && onValue === 1 && offValue === 0;
  if (!plain || indices.dtype !== 'int32' || !backend.isPending(indices)) return null;
  const N = util.sizeFromShape(indices.shape);
  const { info, address } = output([...indices.shape, depth as number]);
  const ids = backend.address(indices);
  backend.engine.run('oneHot', { N, depth: depth as number, ids, to: address }, false);
  return info;
}

export const pointwiseKernels: readonly NamedKernel[] = [
  ...pointwiseOperations.map((name, operation): NamedKernel => [name, pointwise(operation)]),
  [OneHot, oneHot],
];
