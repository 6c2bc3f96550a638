import { LongrangeError } from '@longrange/errors';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Throws unless `tensor` has exactly this shape and dtype. */
export function checkTensor(
  op: string,
  name: string,
  tensor: Tensor,
  shape: readonly number[],
  dtype: string,
  hint = 'recurrent tensors are time-major: [T, B, …]; gates are ordered i, f, c, o (LSTM) or z, r, h (GRU).',
): void {
  const sameShape = tensor.rank === shape.length && shape.every((size, axis) => tensor.shape[axis] === size);
  if (sameShape && tensor.dtype === dtype) return;
  throw new LongrangeError({
    code: 'OPS_SHAPE',
    message: `${op}: expected \`${name}\` to be ${dtype} [${shape.join(', ')}], got ${tensor.dtype} [${tensor.shape.join(', ')}].`,
    hint,
  });
}
