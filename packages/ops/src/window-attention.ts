import {
  add,
  clone,
  concat,
  customGrad,
  greaterEqual,
  lessEqual,
  logicalAnd,
  matMul,
  minimum,
  mul,
  range,
  reshape,
  slice,
  softmax,
  split,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor2d,
  tidy,
  transpose,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { checkTensor, checkValue, shapeOf } from './check-shape.ts';
import { runFused, WINDOW_ATTENTION } from './fused.ts';
import { hasKernel } from './kernels.ts';

/** Inputs of `windowAttention`: each [T, B, H · K] float32, time-major, H heads of K numbers */
export interface AttentionInputs {
  readonly queries: Tensor3D;
  readonly keys: Tensor3D;
  readonly values: Tensor3D;
}

/** Characters before a call that its queries can still see, oldest first: w − 1 for a window of w characters */
export type AttentionCache = {
  /** [B, w − 1, H · K] float32, not rotated */
  readonly keys: Tensor3D;
  /** [B, w − 1, H · K] float32 */
  readonly values: Tensor3D;
  /** [B, 1] float32: number of places, counted from the end, that hold a character; the others are masked. A cache of zeros is empty. */
  readonly filled: Tensor2D;
};

/** Results of `windowAttention` */
export interface WindowAttention {
  /** [T, B, H · K] float32 */
  readonly outputs: Tensor3D;
  /** Cache for the next call */
  readonly final: AttentionCache;
}

interface WindowOptions {
  readonly heads: number;
  readonly window: number;
}

const MASKED = -1e9;

const HINT =
  'queries, keys and values are [T, B, H · K]; of a window of w characters the cache has keys and values [B, w − 1, H · K] and filled [B, 1].';

/**
 * Attention of each character to the last `window` characters, itself included: softmax(q·k / √K) over them weights their values. Queries
 * and keys have rotary positions (Su et al. 2021, arXiv 2104.09864; base 10,000, halves as pairs), of which only the distance matters.
 *
 * Differentiable in queries, keys and values. The cache is a constant: no gradient flows into it, nor back from the returned one.
 *
 * @param options.heads H, which divides the width of the queries; K is even
 * @param options.window number of visible characters, at least 2
 * @throws LongrangeError OPS_SHAPE, OPS_ARGUMENT
 */
export function windowAttention(
  inputs: AttentionInputs,
  options: WindowOptions,
  cache: AttentionCache,
): WindowAttention {
  check(inputs, options, cache);
  return fused(inputs, options, cache) ?? composed(inputs, options, cache);
}

function fused(
  { queries, keys, values }: AttentionInputs,
  { heads, window }: WindowOptions,
  cache: AttentionCache,
): WindowAttention | null {
  if (!hasKernel(WINDOW_ATTENTION.forward)) return null;
  const [T, , width] = queries.shape;
  const K = width / heads;
  return tidy(() => {
    const [cosines, sines] = rotations(window - 1 + T, K);
    const { keys: cacheKeys, values: cacheValues, filled } = cache;
    const all = { queries, keys, values, cacheKeys, cacheValues, filled, cosines, sines };
    const [outputs, finalKeys, finalValues] = runFused(WINDOW_ATTENTION, all) as Tensor3D[];
    const final = { keys: finalKeys, values: finalValues, filled: minimum(add(filled, T), window - 1) };
    return { outputs, final } as WindowAttention & Record<string, never>;
  });
}

function composed(
  { queries, keys, values }: AttentionInputs,
  { heads: H, window }: WindowOptions,
  cache: AttentionCache,
): WindowAttention {
  const [T, B, width] = queries.shape;
  const K = width / H;
  const length = window - 1 + T;
  return tidy(() => {
    const seenKeys = concat([constant(cache.keys), transpose(keys, [1, 0, 2])], 1);
    const seenValues = concat([constant(cache.values), transpose(values, [1, 0, 2])], 1);
    const heads = (x: Tensor, places: number) =>
      transpose(reshape(x, [B, places, H, K]), [0, 2, 1, 3]) as Tensor4D;
    const angles = rotations(length, K);
    const rotate = (x: Tensor4D, first: number, places: number) => {
      const [cos, sin] = angles.map((table) => slice(table, [first, 0], [places, K / 2]));
      const [a, b] = split(x, 2, 3);
      return concat([sub(mul(a!, cos!), mul(b!, sin!)), add(mul(a!, sin!), mul(b!, cos!))], 3);
    };
    const q = rotate(heads(transpose(queries, [1, 0, 2]), T), window - 1, T);
    const k = rotate(heads(seenKeys, length), 0, length);
    const scores = mul(matMul(q, k, false, true), 1 / Math.sqrt(K));
    // The place of each key, and the first in the window of each query: [T, length].
    const place = reshape(range(0, length), [1, 1, 1, length]);
    const first = reshape(range(0, T), [1, 1, T, 1]);
    const held = greaterEqual(place, reshape(sub(window - 1, cache.filled), [B, 1, 1, 1]));
    const inWindow = logicalAnd(greaterEqual(place, first), lessEqual(place, add(first, window - 1)));
    const weights = softmax(where(logicalAnd(held, inWindow), scores, MASKED));
    const outputs = matMul(weights, heads(seenValues, length));
    const last = (x: Tensor): Tensor3D => constant(slice(x, [0, T, 0], [B, window - 1, width])) as Tensor3D;
    return {
      outputs: reshape(transpose(outputs, [2, 0, 1, 3]), [T, B, width]) as Tensor3D,
      final: {
        keys: last(seenKeys),
        values: last(seenValues),
        filled: minimum(add(cache.filled, T), window - 1),
      },
    } as WindowAttention & Record<string, never>;
  });
}

/** Returns the tensor with a gradient of zero */
function constant<T extends Tensor>(x: T): T {
  return customGrad((given) => ({
    value: clone(given as T),
    gradFunc: (dy: Tensor) => zerosLike(dy),
  }))(x) as T;
}

/** Result of the last call, since a network requests the same angles repeatedly */
let last: { places: number; K: number; cosines: Float32Array; sines: Float32Array } | undefined;

/**
 * Angles of rotary positions (Su et al. 2021, arXiv 2104.09864): place i rotates the pair (x[j], x[j + K / 2]) by i × 10000^(−2j / K).
 *
 * @returns cosines and sines, [places, K / 2]
 */
function rotations(places: number, K: number): [cosines: Tensor2D, sines: Tensor2D] {
  if (last?.places !== places || last.K !== K) {
    const pairs = K / 2;
    const angles = Array.from({ length: places * pairs }, (_, i) => {
      const j = i % pairs;
      return ((i - j) / pairs) * 10_000 ** (-j / pairs);
    });
    last = {
      places,
      K,
      cosines: Float32Array.from(angles, Math.cos),
      sines: Float32Array.from(angles, Math.sin),
    };
  }
  const shape: [number, number] = [places, K / 2];
  return [tensor2d(last.cosines, shape), tensor2d(last.sines, shape)];
}

function check(inputs: AttentionInputs, options: WindowOptions, cache: AttentionCache): void {
  const op = 'windowAttention';
  const { heads, window } = options;
  checkValue(op, Number.isInteger(window) && window >= 2, 'window', 'a whole number from 2', window);
  const [T, B, width] = shapeOf(op, 'queries', inputs.queries);
  const divides = Number.isInteger(heads) && heads > 0 && width % (2 * heads) === 0;
  checkValue(op, divides, 'heads', `a number of heads that gives each an even share of ${width}`, heads);
  for (const name of ['queries', 'keys', 'values'] as const)
    checkTensor(op, name, inputs[name], [T, B, width], 'float32', HINT);
  for (const name of ['keys', 'values'] as const)
    checkTensor(op, `cache.${name}`, cache[name], [B, window - 1, width], 'float32', HINT);
  checkTensor(op, 'cache.filled', cache.filled, [B, 1], 'float32', HINT);
}
