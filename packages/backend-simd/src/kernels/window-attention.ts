import { WINDOW_ATTENTION } from '@longrange/ops/backend';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall, NamedKernel } from './kernel.ts';
import { padded, refuse, runNamedJob, sequenceSizes, shapeOf } from './operands.ts';
import { saves } from './recurrent.ts';

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
    ...{ T, B, H, K, window, sequence, cached, sums: [T, B, H] },
    inputs: {
      ...{ queries: sequence, keys: sequence, values: sequence },
      ...{ cacheKeys: cached, cacheValues: cached, filled: [B, 1], cosines: angles, sines: angles },
    },
  };
}

type Sizes = ReturnType<typeof sizesOf>;

/** The words of a job, for as many rows and columns of scratch. */
function withScratch(
  call: KernelCall,
  { T, B, H, K, window }: Sizes,
  numbers: (places: number, row: number, band: number) => number,
  run: (words: { readonly [word: string]: number }, work: number) => TensorInfo[],
): TensorInfo[] {
  const { engine } = call.backend;
  const places = padded(window - 1 + T) + 16;
  const scratchBytes = 4 * numbers(places, padded(K), padded(window + BLOCK + 30));
  return engine.withScratch(scratchBytes * engine.threads, (scratch) =>
    run({ T, B, H, K, window, scratch, scratchBytes }, T * B * H * K * window),
  );
}

function windowAttention(call: KernelCall): TensorInfo[] {
  const sizes = sizesOf(call);
  const { inputs, sequence, cached, sums } = sizes;
  const results = { outputs: sequence, finalKeys: cached, finalValues: cached };
  const numbers = (places: number, row: number, band: number) => 3 * places * row + BLOCK * (2 * row + band);
  return withScratch(call, sizes, numbers, (words, work) =>
    runNamedJob(
      call,
      'windowAttention',
      // What is not to be saved has no place.
      { ...words, logSums: 0 },
      inputs,
      saves(call) ? { ...results, logSums: sums } : results,
      work,
    ),
  );
}

function windowAttentionGradient(call: KernelCall): TensorInfo[] {
  const sizes = sizesOf(call);
  const { inputs, sequence, cached, sums } = sizes;
  const numbers = (places: number, row: number, band: number) =>
    (4 * places + 2 * sizes.T) * row + BLOCK * (3 * row + 2 * band);
  return withScratch(call, sizes, numbers, (words, work) =>
    runNamedJob(
      call,
      'windowAttentionGradient',
      words,
      {
        ...{ ...inputs, outputs: sequence, logSums: sums, outputsGradient: sequence },
        // No gradient leads back from the cache.
        ...{ finalKeysGradient: cached, finalValuesGradient: cached },
      },
      { queriesGradient: sequence, keysGradient: sequence, valuesGradient: sequence },
      work,
    ),
  );
}

export const windowAttentionKernels: readonly NamedKernel[] = [
  [WINDOW_ATTENTION.forward, windowAttention],
  [WINDOW_ATTENTION.gradient, windowAttentionGradient],
];
