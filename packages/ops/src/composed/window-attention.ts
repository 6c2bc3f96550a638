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
  type Tensor3D,
  type Tensor4D,
  tidy,
  transpose,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { AttentionCache, AttentionInputs, WindowAttention } from '../attention-cache.ts';
import { rotations } from '../rotations.ts';

const MASKED = -1e9;

/** What `windowAttention` computes, as ordinary TensorFlow.js ops: for backends without a kernel of their own, and to hold kernels against. */
export function composedWindowAttention(
  { queries, keys, values }: AttentionInputs,
  { heads: H, window }: { readonly heads: number; readonly window: number },
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

/** The same tensor, with gradients of zero by it. */
function constant<T extends Tensor>(x: T): T {
  return customGrad((given) => ({
    value: clone(given as T),
    gradFunc: (dy: Tensor) => zerosLike(dy),
  }))(x) as T;
}
