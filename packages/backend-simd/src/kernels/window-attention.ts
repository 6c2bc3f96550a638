import { WINDOW_ATTENTION } from '@longrange/ops/internal';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall, NamedKernel } from './kernel.ts';
import { gradientsOf, padded, refuse, runNamedJob, saves, sequenceSizes, shapeOf } from './operands.ts';

/** Queries that a job takes at once: `BLOCK` of assembly/. */
const BLOCK = 12;

function sizesOf(call: KernelCall) {
  const [T, B, width] = sequenceSizes(call, 'queries');
  const K = 2 * (shapeOf(call, 'cosines')[1] ?? 0);
  const H = width / K;
  const window = (shapeOf(call, 'cacheKeys')[1] ?? 0) + 1;
  if (!Number.isInteger(H) || window < 2)
    refuse(call, 'queries', 'to have whole heads, and to see characters before', `[${T}, ${B}, ${width}]`);
  const [sequence, cached, angles] = [
    [T, B, width],
    [B, window - 1, width],
    [window - 1 + T, K / 2],
  ];
  return {
    T,
    B,
    H,
    K,
    window,
    sequence,
    cached,
    sums: [T, B, H],
    work: T * B * H * K * window,
    inputs: {
      queries: sequence,
      keys: sequence,
      values: sequence,
      cacheKeys: cached,
      cacheValues: cached,
      filled: [B, 1],
      cosines: angles,
      sines: angles,
    },
  };
}

/** Makes the words of a job, for the given numbers of rows of all places in scratch, and of blocks of queries and of scores */
function wordsOf(
  call: KernelCall,
  { T, B, H, K, window }: ReturnType<typeof sizesOf>,
  rows: (places: number) => number,
  [queries, scores]: readonly [number, number],
) {
  const places = padded(window - 1 + T) + 16;
  const ofBlocks = BLOCK * (queries * padded(K) + scores * padded(window + BLOCK + 30));
  const scratchBytes = 4 * (rows(places) * padded(K) + ofBlocks);
  const scratch = call.scratch(scratchBytes * call.backend.engine.threads);
  return { T, B, H, K, window, scratch, scratchBytes };
}

function windowAttention(call: KernelCall): TensorInfo[] {
  const sizes = sizesOf(call);
  const { inputs, sequence, cached, sums, work } = sizes;
  const words = wordsOf(call, sizes, (places) => 3 * places, [2, 1]);
  const results = { outputs: sequence, finalKeys: cached, finalValues: cached };
  const saved = saves(call) ? { ...results, logSums: sums } : results;
  // The address 0 means that these sums are not saved.
  return runNamedJob(call, 'windowAttention', { ...words, logSums: 0 }, inputs, saved, work);
}

function windowAttentionGradient(call: KernelCall): TensorInfo[] {
  const sizes = sizesOf(call);
  const { inputs, sequence, cached, sums, work } = sizes;
  const words = wordsOf(call, sizes, (places) => 4 * places + 2 * sizes.T, [3, 2]);
  // No gradient leads back from the cache.
  const given = gradientsOf({ outputs: sequence, finalKeys: cached, finalValues: cached });
  const all = { ...inputs, outputs: sequence, logSums: sums, ...given };
  const results = gradientsOf({ queries: sequence, keys: sequence, values: sequence });
  return runNamedJob(call, 'windowAttentionGradient', words, all, results, work);
}

export const windowAttentionKernels: readonly NamedKernel[] = [
  [WINDOW_ATTENTION.forward, windowAttention],
  [WINDOW_ATTENTION.gradient, windowAttentionGradient],
];
