import { describeValue, LongrangeError } from '@longrange/errors';
import type { Tensor } from '@tensorflow/tfjs-core';

const HINT =
  'recurrent tensors are time-major: [T, B, …]; gates are ordered i, f, c, o (LSTM) or z, r, h (GRU).';

/** Throws unless `tensor` has exactly this shape and dtype. */
export function checkTensor(
  op: string,
  name: string,
  tensor: Tensor,
  shape: readonly number[],
  dtype: string,
  hint = HINT,
): void {
  const got = shapeOf(op, name, tensor);
  const sameShape = got.length === shape.length && shape.every((size, axis) => got[axis] === size);
  if (sameShape && tensor.dtype === dtype) return;
  throw new LongrangeError({
    code: 'OPS_SHAPE',
    message: `${op}: expected \`${name}\` to be ${dtype} [${shape.join(', ')}], got ${tensor.dtype} [${got.join(', ')}].`,
    hint,
  });
}

/** Returns the shape of a tensor; throws for anything else, or a disposed tensor */
export function shapeOf<T extends Tensor>(op: string, name: string, tensor: T): T['shape'] {
  const isTensor = Array.isArray(tensor?.shape);
  if (isTensor && !tensor.isDisposed) return tensor.shape;
  throw wrong(op, name, 'a tensor', isTensor ? 'one that was disposed of' : describeValue(tensor));
}

/** Throws unless an argument other than a tensor is as expected. */
export function checkValue(op: string, holds: boolean, name: string, expected: string, value: unknown): void {
  if (!holds) throw wrong(op, name, expected, describeValue(value));
}

function wrong(op: string, name: string, expected: string, got: string): LongrangeError {
  const message = `${op}: expected \`${name}\` to be ${expected}, got ${got}.`;
  return new LongrangeError({ code: 'OPS_ARGUMENT', message, exitCode: 2 });
}
