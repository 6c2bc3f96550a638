import { describeValue, LongrangeError } from '@longrange/errors';
import { clone, mul, registerGradient, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { shapeOf } from './check-shape.ts';
import { DROPOUT, hasKernel, runKernel } from './kernels.ts';

/**
 * Inverted dropout (Srivastava et al. 2014) from a counter-based random stream: the same seed gives the same mask on every backend, with
 * any number of threads.
 *
 * @param x any shape, float32
 * @param rate share of elements set to zero, in [0, 1)
 * @param seed unsigned 32-bit; a different one for each step and layer
 * @returns the shape of `x`: zeros, and the rest times 1 / (1 − rate)
 * @throws LongrangeError OPS_DROPOUT_RATE
 */
export function dropout<T extends Tensor>(x: T, rate: number, seed: number): T {
  shapeOf('dropout', 'x', x);
  if (!(rate >= 0 && rate < 1)) {
    throw new LongrangeError({
      code: 'OPS_DROPOUT_RATE',
      message: `dropout: expected \`rate\` in [0, 1), got ${describeValue(rate)}.`,
      hint: 'it is the share of elements set to zero.',
    });
  }
  if (rate === 0) return clone(x);
  if (hasKernel(DROPOUT)) return runKernel(DROPOUT, { x }, { rate, seed: seed >>> 0 })[0] as T;
  const threshold = rate * 2 ** 32;
  const scale = 1 / (1 - rate);
  const mask = Float32Array.from({ length: x.size }, (_, i) =>
    counterRandom(i, seed) < threshold ? 0 : scale,
  );
  return mul(x, tensor(mask, x.shape)) as T;
}

/** Registers the gradient of dropout's kernel, which TensorFlow.js looks up by name. */
export function registerDropoutGradient(): void {
  registerGradient({
    kernelName: DROPOUT,
    gradFunc: (dy, _saved, attributes) => ({
      x: () => runKernel(DROPOUT, { x: dy as Tensor }, attributes)[0]!,
    }),
  });
}

/**
 * Returns the `index`-th 32-bit word of the random stream `seed`: Wellons' lowbias32 mixer over a counter, so any part of the stream can
 * be computed anywhere (a thread's share, the backward pass) without state. Source of the mixer: https://nullprogram.com/blog/2018/07/31/
 */
export function counterRandom(index: number, seed: number): number {
  return mix((Math.imul(index, 0x9e3779b1) ^ mix(seed)) >>> 0);
}

function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
