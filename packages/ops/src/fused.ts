import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { eager, hasKernel, runKernel, runKernelAndSave } from './kernels.ts';

/**
 * The kernels of an operation that an engine may compute as a whole: their names, and the tensors that they take and give, in this order.
 *
 *   forward   inputs → results, saved
 *   gradient  what it `needs` of those, and the gradient by each result, `outputsGradient` for `outputs` → gradients by the inputs
 */
export interface FusedKernels {
  readonly forward: string;
  readonly gradient: string;
  readonly inputs: readonly string[];
  readonly results: readonly string[];
  /** What the forward kernel gives for the gradient kernel alone. It need not where its attribute `save` is false. */
  readonly saved: readonly string[];
  readonly needs: readonly string[];
}

/** The kernels of `rmsNorm`. */
export const RMS_NORM = fusedKernels('RmsNorm', {
  inputs: ['x', 'gain'],
  results: ['outputs'],
  needs: ['x', 'gain'],
});

/** What `rmsNorm` adds to the mean of the squares. */
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

/** The results by the engine's own kernels, differentiable by every input; null where it has none. */
export function runFused(kernels: FusedKernels, inputs: NamedTensorMap): Tensor[] | null {
  if (!hasKernel(kernels.forward)) return null;
  const { results, needs } = kernels;
  const kept = kernels.inputs.filter((name) => needs.includes(name));
  return runKernelAndSave(kernels.forward, inputs, results.length, kept, (dy, outputs, given) => {
    const made = Object.fromEntries([...results, ...kernels.saved].map((name, i) => [name, outputs[i]!]));
    const needed = Object.entries({ ...given, ...made }).filter(([name]) => needs.includes(name));
    const gradients = results.map((name, i) => [`${name}Gradient`, dy[i]!] as const);
    const call = Object.fromEntries([...needed, ...gradients]);
    return eager(kernels.inputs, runKernel(kernels.gradient, call));
  });
}
