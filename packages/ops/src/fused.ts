import { type NamedTensorMap, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { eager, hasKernel, runKernel, runKernelAndSave } from './kernels.ts';

/**
 * Kernels of an operation that an engine may compute as a whole: their names, and the tensors that they take and return, in this order.
 *
 *   forward   inputs → results, saved
 *   gradient  those that it `needs`, and the gradient of each result, `outputsGradient` for `outputs` → gradients of the inputs, or of the
 *             first of them if the others are constants
 */
export interface FusedKernels {
  readonly forward: string;
  readonly gradient: string;
  readonly inputs: readonly string[];
  readonly results: readonly string[];
  /**
   * Outputs of the forward kernel for the gradient kernel alone, none if its attribute `save` is false. An engine may save more: the
   * gradient kernel receives those as `saved2`, `saved3` and so on, by their positions.
   */
  readonly saved: readonly string[];
  readonly needs: readonly string[];
}

/** Kernels of `rmsNorm`. */
export const RMS_NORM = fusedKernels('RmsNorm', {
  inputs: ['x', 'gain'],
  results: ['outputs'],
  needs: ['x', 'gain'],
});

/** Number that `rmsNorm` adds to the mean of the squares */
export const RMS_NORM_EPSILON = 1e-6;

/** Kernels of `silu`. */
export const SILU = fusedKernels('Silu', { inputs: ['x'], results: ['outputs'], needs: ['x'] });

/** Kernels of `siluProduct`. */
export const SILU_PRODUCT = fusedKernels('SiluProduct', {
  inputs: ['gate', 'x'],
  results: ['outputs'],
  needs: ['gate', 'x'],
});

/** Kernels of `updateGate`. */
export const UPDATE_GATE = fusedKernels('UpdateGate', {
  inputs: ['update', 'candidate'],
  results: ['keep', 'input'],
  needs: ['candidate', 'keep'],
});

/** Kernels of `causalConvolution`. */
export const CAUSAL_CONVOLUTION = fusedKernels('CausalConvolution', {
  inputs: ['x', 'kernel', 'history'],
  results: ['outputs', 'final'],
  needs: ['x', 'kernel', 'history'],
});

/** Kernels of `linearScan`. */
export const LINEAR_SCAN = fusedKernels('LinearScan', {
  inputs: ['keep', 'input', 'initial'],
  results: ['outputs', 'final'],
  needs: ['keep', 'initial', 'outputs'],
});

/** Kernels of `gatedDelta`. They save how much each value differs from what its key held, [T, B, H · V], and the state before some steps. */
export const GATED_DELTA = fusedKernels('GatedDelta', {
  inputs: ['queries', 'keys', 'values', 'keep', 'write', 'initial'],
  results: ['outputs', 'final'],
  saved: ['errors', 'states'],
  needs: ['queries', 'keys', 'keep', 'write', 'errors', 'states'],
});

/** Kernels of `matrixRecurrence`. They save the state before some steps. */
export const MATRIX_RECURRENCE = fusedKernels('MatrixRecurrence', {
  inputs: ['queries', 'keys', 'values', 'keep', 'recurrentKernel', 'initial'],
  results: ['outputs', 'final'],
  saved: ['states'],
  needs: ['queries', 'keys', 'values', 'keep', 'recurrentKernel', 'states'],
});

/**
 * Kernels of `windowAttention`, with the parts of the cache as inputs, and the angles of rotary positions, [w − 1 + T, K / 2] each. They
 * save the logarithm of the softmax's denominator, [T, B, H]. Only queries, keys and values have gradients.
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
 * Kernels of `projections`: `x`, then `kernel0`, `bias0` if the first part has one, `kernel1` and so on.
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

/**
 * Kernels of one kind of recurrent layer, by source: `preactivations` [T, B, gates × H] (not passed to the gradient kernel); `tokens`
 * [T, B] and a `table` [V, gates × H], which gets the gradient; or `inputs` [T, B, I] with `kernel` [I, gates × H] and `bias` [gates × H], for
 * engines that compute a layer as a whole. A state `hidden` stands for the tensors `initialHidden` and `finalHidden`.
 */
export interface RecurrentKernels {
  readonly from: Readonly<Record<'preactivations' | 'tokens' | 'inputs', FusedKernels>>;
  /** Number of pre-activations per unit */
  readonly gates: number;
  readonly weights: readonly ('recurrentKernel' | 'recurrentBias')[];
  readonly states: readonly ('hidden' | 'cell')[];
  /** Tensors of the forward pass that the gradient needs besides the outputs */
  readonly saved: readonly ('gates' | 'cells')[];
}

/** Kernels of `lstm`, gates i, f, c, o. They save the activated gates [T, B, 4H] and the cell states [T, B, H]. */
export const LSTM = recurrentKernels('Lstm', {
  gates: 4,
  weights: ['recurrentKernel'],
  states: ['hidden', 'cell'],
  saved: ['gates', 'cells'],
});

/** Kernels of `gru`, gates z, r, h. They save z, r, the candidate and its recurrent part before the reset, [T, B, 4H]. */
export const GRU = recurrentKernels('Gru', {
  gates: 3,
  weights: ['recurrentKernel', 'recurrentBias'],
  states: ['hidden'],
  saved: ['gates'],
});

/** Kernels of `rnn`. */
export const RNN = recurrentKernels('Rnn', {
  gates: 1,
  weights: ['recurrentKernel'],
  states: ['hidden'],
  saved: [],
});

function recurrentKernels(cell: string, tensors: Omit<RecurrentKernels, 'from'>): RecurrentKernels {
  const { weights, states, saved } = tensors;
  const form = (ending: string, source: readonly string[], ids: readonly string[] = []) => {
    // Ids have no gradient, and come last.
    const inputs = [...source, ...weights, ...states.map((state) => stateTensor('initial', state)), ...ids];
    return fusedKernels(`${cell}${ending}`, {
      inputs,
      results: ['outputs', ...states.map((state) => stateTensor('final', state))],
      saved,
      needs: [...inputs.filter((name) => name !== 'preactivations'), 'outputs', ...saved],
    });
  };
  const from = {
    preactivations: form('', ['preactivations']),
    tokens: form('FromTokens', ['table'], ['tokens']),
    inputs: form('FromInputs', ['inputs', 'kernel', 'bias']),
  };
  return { from, ...tensors };
}

/** Name of a state's tensor: `initialHidden` */
export function stateTensor(when: 'final' | 'initial', state: string): string {
  return `${when}${state[0]!.toUpperCase()}${state.slice(1)}`;
}

/** Runs the engine's own kernels and returns their results, differentiable in every input; null if it has none */
export function runFused(kernels: FusedKernels, inputs: NamedTensorMap): Tensor[] | null {
  if (!hasKernel(kernels.forward)) return null;
  const { results, needs } = kernels;
  const kept = kernels.inputs.filter((name) => needs.includes(name));
  return runKernelAndSave(kernels.forward, inputs, results.length, kept, (dy, outputs, given) => {
    const saved = outputs
      .slice(results.length)
      .map((tensor, i) => [kernels.saved[i] ?? `saved${i}`, tensor] as const);
    const made = results.map((name, i) => [name, outputs[i]!] as const);
    const needed = [...Object.entries(given), ...made].filter(([name]) => needs.includes(name));
    const gradients = results.map((name, i) => [`${name}Gradient`, dy[i]!] as const);
    const call = Object.fromEntries([...needed, ...saved, ...gradients]);
    const gradientsByInputs = runKernel(kernels.gradient, call);
    return {
      ...Object.fromEntries(kernels.inputs.map((name) => [name, () => zeros(inputs[name]!.shape)])),
      ...eager(kernels.inputs.slice(0, gradientsByInputs.length), gradientsByInputs),
    };
  });
}
