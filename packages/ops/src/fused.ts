import { type NamedTensorMap, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { eager, hasKernel, runKernel, runKernelAndSave } from './kernels.ts';

/**
 * The kernels of an operation that an engine may compute as a whole: their names, and the tensors that they take and give, in this order.
 *
 *   forward   inputs → results, saved
 *   gradient  those that it `needs`, and the gradient by each result, `outputsGradient` for `outputs` → gradients by the inputs, or by the first
 *             of them if the others are constants
 */
export interface FusedKernels {
  readonly forward: string;
  readonly gradient: string;
  readonly inputs: readonly string[];
  readonly results: readonly string[];
  /** Outputs of the forward kernel for the gradient kernel alone, optional if its attribute `save` is false */
  readonly saved: readonly string[];
  readonly needs: readonly string[];
}

/** The kernels of `rmsNorm`. */
export const RMS_NORM = fusedKernels('RmsNorm', {
  inputs: ['x', 'gain'],
  results: ['outputs'],
  needs: ['x', 'gain'],
});

/** Number that `rmsNorm` adds to the mean of the squares */
export const RMS_NORM_EPSILON = 1e-6;

/** The kernels of `silu`. */
export const SILU = fusedKernels('Silu', { inputs: ['x'], results: ['outputs'], needs: ['x'] });

/** The kernels of `siluProduct`. */
export const SILU_PRODUCT = fusedKernels('SiluProduct', {
  inputs: ['gate', 'x'],
  results: ['outputs'],
  needs: ['gate', 'x'],
});

/** The kernels of `updateGate`. */
export const UPDATE_GATE = fusedKernels('UpdateGate', {
  inputs: ['update', 'candidate'],
  results: ['keep', 'input'],
  needs: ['candidate', 'keep'],
});

/** The kernels of `causalConvolution`. */
export const CAUSAL_CONVOLUTION = fusedKernels('CausalConvolution', {
  inputs: ['x', 'kernel', 'history'],
  results: ['outputs', 'final'],
  needs: ['x', 'kernel', 'history'],
});

/** The kernels of `linearScan`. */
export const LINEAR_SCAN = fusedKernels('LinearScan', {
  inputs: ['keep', 'input', 'initial'],
  results: ['outputs', 'final'],
  needs: ['keep', 'initial', 'outputs'],
});

/** The kernels of `gatedDelta`. Saves the difference of each value from what its key held, [T, B, H · V], and the state before some steps. */
export const GATED_DELTA = fusedKernels('GatedDelta', {
  inputs: ['queries', 'keys', 'values', 'keep', 'write', 'initial'],
  results: ['outputs', 'final'],
  saved: ['errors', 'states'],
  needs: ['queries', 'keys', 'keep', 'write', 'errors', 'states'],
});

/** The kernels of `matrixRecurrence`. Saves the state before some steps. */
export const MATRIX_RECURRENCE = fusedKernels('MatrixRecurrence', {
  inputs: ['queries', 'keys', 'values', 'keep', 'recurrentKernel', 'initial'],
  results: ['outputs', 'final'],
  saved: ['states'],
  needs: ['queries', 'keys', 'values', 'keep', 'recurrentKernel', 'states'],
});

/**
 * The kernels of `windowAttention`, with the parts of the cache as inputs, and the angles of rotary positions, [w − 1 + T, K / 2] each. Saves
 * the logarithm of the softmax's denominator, [T, B, H]. There are gradients by queries, keys and values.
 */
export const WINDOW_ATTENTION = fusedKernels('WindowAttention', {
  inputs: ['queries', 'keys', 'values', 'cacheKeys', 'cacheValues', 'filled', 'cosines', 'sines'],
  results: ['outputs', 'finalKeys', 'finalValues'],
  saved: ['logSums'],
  needs: [
    ...['queries', 'keys', 'values', 'cacheKeys', 'cacheValues', 'filled', 'cosines', 'sines'],
    ...['outputs', 'logSums'],
  ],
});

/**
 * The kernels of `projections`: `x`, then `kernel0`, `bias0` where the first part has one, `kernel1` and so on.
 *
 * @param biased for each part, true if it has a bias
 */
export function projectionKernels(biased: readonly boolean[]): FusedKernels {
  const weights = biased.flatMap((has, part) => [`kernel${part}`, ...(has ? [`bias${part}`] : [])]);
  return fusedKernels('Projections', {
    inputs: ['x', ...weights],
    results: biased.map((_, part) => `outputs${part}`),
    needs: ['x', ...weights],
  });
}

function fusedKernels(
  operation: string,
  tensors: Pick<FusedKernels, 'inputs' | 'needs' | 'results'> & Partial<FusedKernels>,
): FusedKernels {
  return {
    forward: `Longrange${operation}`,
    gradient: `Longrange${operation}Gradient`,
    saved: [],
    ...tensors,
  };
}

/** Results of the engine's own kernels, differentiable by every input; null if it has none */
export function runFused(kernels: FusedKernels, inputs: NamedTensorMap): Tensor[] | null {
  if (!hasKernel(kernels.forward)) return null;
  const { results, needs } = kernels;
  const kept = kernels.inputs.filter((name) => needs.includes(name));
  return runKernelAndSave(kernels.forward, inputs, results.length, kept, (dy, outputs, given) => {
    const made = Object.fromEntries([...results, ...kernels.saved].map((name, i) => [name, outputs[i]!]));
    const needed = Object.entries({ ...given, ...made }).filter(([name]) => needs.includes(name));
    const gradients = results.map((name, i) => [`${name}Gradient`, dy[i]!] as const);
    const call = Object.fromEntries([...needed, ...gradients]);
    const gradientsByInputs = runKernel(kernels.gradient, call);
    return {
      ...Object.fromEntries(kernels.inputs.map((name) => [name, () => zeros(inputs[name]!.shape)])),
      ...eager(kernels.inputs.slice(0, gradientsByInputs.length), gradientsByInputs),
    };
  });
}
