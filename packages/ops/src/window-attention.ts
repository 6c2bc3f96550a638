import { add, minimum, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import type { AttentionCache, AttentionInputs, WindowAttention } from './attention-cache.ts';
import { checkTensor, checkValue, shapeOf } from './check-shape.ts';
import { composedWindowAttention } from './composed/window-attention.ts';
import { runFused, WINDOW_ATTENTION } from './fused.ts';
import { hasKernel } from './kernels.ts';
import { rotations } from './rotations.ts';

const HINT =
  'queries, keys and values are [T, B, H · K]; of a window of w characters the cache has keys and values [B, w − 1, H · K] and filled [B, 1].';

/**
 * Attention of each character to the last `window` characters, itself included: softmax(q·k / √K) over them weighs their values. Queries
 * and keys have rotary positions (Su et al. 2021, arXiv 2104.09864; base 10,000, halves as pairs), of which only their distance matters.
 *
 * Differentiable by queries, keys and values. The cache is a constant: no gradient leads to it, nor back from the one that is returned.
 *
 * @param options.heads H, which divides the width of the queries; K is even
 * @param options.window characters that are seen, from 2
 * @throws LongrangeError OPS_SHAPE, OPS_ARGUMENT
 */
export function windowAttention(
  inputs: AttentionInputs,
  options: { readonly heads: number; readonly window: number },
  cache: AttentionCache,
): WindowAttention {
  check(inputs, options, cache);
  return fused(inputs, options, cache) ?? composedWindowAttention(inputs, options, cache);
}

function fused(
  { queries, keys, values }: AttentionInputs,
  { heads, window }: { readonly heads: number; readonly window: number },
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

function check(
  inputs: AttentionInputs,
  options: { readonly heads: number; readonly window: number },
  cache: AttentionCache,
): void {
  const op = 'windowAttention';
  const isObject = (value: unknown) => typeof value === 'object' && value !== null;
  checkValue(op, isObject(inputs), 'inputs', '`{ queries, keys, values }`', inputs);
  checkValue(op, isObject(options), 'options', '`{ heads, window }`', options);
  checkValue(op, isObject(cache), 'cache', '`{ keys, values, filled }`', cache);
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
