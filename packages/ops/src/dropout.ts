import { describeValue, LongrangeError } from '@longrange/errors';
import { clone, mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkValue, shapeOf } from './check-shape.ts';
import { DROPOUT, hasKernel, runKernel } from './kernels.ts';
import { dropoutValues } from './reference/elementwise.ts';

/**
 * Inverted dropout from a counter-based random stream: the same seed gives the same mask on every backend and thread count.
 *
 * @param x any shape, float32
 * @param rate share of elements set to zero, in [0, 1)
 * @param seed unsigned 32-bit; take another for each step and layer
 * @returns the shape of `x`: zeros, and the rest times 1 / (1 − rate)
 * @throws LongrangeError OPS_DROPOUT_RATE
 */
export function dropout<T extends Tensor>(x: T, rate: number, seed: number): T {
  shapeOf('dropout', 'x', x);
  checkValue('dropout', Number.isInteger(seed), 'seed', 'a whole number', seed);
  if (!(typeof rate === 'number' && rate >= 0 && rate < 1)) {
    throw new LongrangeError({
      code: 'OPS_DROPOUT_RATE',
      message: `dropout: expected \`rate\` in [0, 1), got ${describeValue(rate)}.`,
      hint: 'it is the share of elements set to zero.',
    });
  }
  if (rate === 0) return clone(x);
  if (hasKernel(DROPOUT)) return runKernel(DROPOUT, { x }, { rate, seed: seed >>> 0 })[0] as T;
  const mask = dropoutValues(new Float32Array(x.size).fill(1), rate, seed);
  return mul(x, tensor(mask, x.shape)) as T;
}
