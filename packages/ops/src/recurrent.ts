import {
  gather,
  type NamedTensorMap,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkIds } from './check-ids.ts';
import { checkTensor, checkValue, shapeOf } from './check-shape.ts';
import {
  eager,
  hasKernel,
  type RecurrentKernels,
  runKernel,
  runKernelAndSave,
  stateInput,
} from './kernels.ts';
import { overTime } from './over-time.ts';
import { projectSequence } from './projections.ts';

/** State of a GRU or plain recurrent layer between two characters */
export type HiddenState = {
  /** [B, H] float32 */
  readonly hidden: Tensor2D;
};

/** State of an LSTM layer between two characters */
export type LstmState = HiddenState & {
  /** [B, H] float32 */
  readonly cell: Tensor2D;
};

/** Outputs of a recurrent layer and its state after the last step */
export interface RecurrentResult<State> {
  /** [T, B, H] float32 */
  readonly outputs: Tensor3D;
  readonly final: State;
}

/** Input of a layer: pre-activations; or characters and a table of the pre-activations of each; or its inputs, with kernel and bias. */
export type RecurrentSource =
  | { readonly preactivations: Tensor3D }
  | { readonly tokens: Tensor2D; readonly table: Tensor2D }
  | { readonly inputs: Tensor3D; readonly kernel: Tensor2D; readonly bias: Tensor1D };

interface RecurrentWeights {
  readonly recurrentKernel: Tensor2D;
  readonly recurrentBias?: Tensor1D;
}

/** A kind of recurrent layer */
export interface RecurrentCell<State extends HiddenState> {
  readonly kernels: RecurrentKernels;
  /**
   * One step in TensorFlow.js's operations: what backends without a kernel run, and what defines the kernels.
   *
   * @param x pre-activations [B, gates × H]
   */
  step(x: Tensor2D, before: State, weights: RecurrentWeights): State;
}

/** Kernels of a layer for a source, and the names of its tensors that have gradients */
function kernelsFor(source: RecurrentSource, kernels: RecurrentKernels) {
  if ('tokens' in source)
    return { forward: kernels.forwardFromTokens, gradient: kernels.gradientFromTokens, by: ['table'] };
  if ('inputs' in source)
    return {
      forward: kernels.forwardFromInputs,
      gradient: kernels.gradientFromInputs,
      by: ['inputs', 'kernel', 'bias'],
    };
  return { forward: kernels.forward, gradient: kernels.gradient, by: ['preactivations'] };
}

/**
 * Runs a recurrent layer by the fused kernel of the backend or, where it has none, step by step. Checks every tensor first.
 *
 * @param op name for errors
 * @throws LongrangeError OPS_SHAPE, OPS_ID, OPS_ARGUMENT
 */
export function recurrentLayer<State extends HiddenState>(
  op: string,
  cell: RecurrentCell<State>,
  source: RecurrentSource,
  weights: RecurrentWeights,
  initial: State,
): RecurrentResult<State> {
  const { kernels } = cell;
  checkRecurrent(op, kernels, source, weights, initial);
  const { forward, gradient, by } = kernelsFor(source, kernels);
  if (!hasKernel(forward)) return composed(op, cell, source, weights, initial);
  const inputs: NamedTensorMap = { ...source, ...weights };
  for (const name of kernels.states) inputs[stateInput('initial', name)] = partOf(initial, name);
  const shown = 1 + kernels.states.length;
  // The gradient kernel does without the pre-activations.
  const saved = Object.keys(inputs).filter((name) => name !== 'preactivations');
  const [outputs, ...final] = runKernelAndSave(forward, inputs, shown, saved, (dy, given, savedInputs) =>
    gradients(kernels, gradient, by, dy, given, savedInputs),
  );
  const named = Object.fromEntries(kernels.states.map((name, i) => [name, final[i]!]));
  return { outputs: outputs as Tensor3D, final: named as unknown as State };
}

function composed<State extends HiddenState>(
  op: string,
  cell: RecurrentCell<State>,
  source: RecurrentSource,
  weights: RecurrentWeights,
  initial: State,
): RecurrentResult<State> {
  if ('inputs' in source) {
    // The engine may have a kernel for the rest.
    const preactivations = projectSequence(source.inputs, source.kernel, source.bias);
    return recurrentLayer(op, cell, { preactivations }, weights, initial);
  }
  return tidy(() => {
    const sequence = 'tokens' in source ? tableRows(source.tokens, source.table) : source.preactivations;
    const result = overTime([sequence], initial, ([x], before) => {
      const state = cell.step(x as Tensor2D, before, weights);
      return { output: state.hidden, state };
    });
    // An interface has no index signature, which the container type of TensorFlow.js asks for.
    return result as RecurrentResult<State> & Record<string, never>;
  });
}

/** Rows of `table` [V, N] picked by `tokens` [T, B]: [T, B, N] */
function tableRows(tokens: Tensor2D, table: Tensor2D): Tensor3D {
  const [T, B] = tokens.shape;
  return reshape(gather(table, reshape(tokens, [T * B])), [T, B, table.shape[1]]);
}

/**
 * Checks every tensor of a recurrent layer.
 *
 * @throws LongrangeError OPS_SHAPE, OPS_ID, OPS_ARGUMENT for what is no tensor
 */
export function checkRecurrent(
  op: string,
  kernels: RecurrentKernels,
  source: RecurrentSource,
  weights: RecurrentWeights,
  initial: HiddenState,
): void {
  const [H] = shapeOf(op, 'recurrentKernel', weights.recurrentKernel);
  const width = kernels.gates * H;
  const B = checkSource(op, source, width);
  checkTensor(op, 'recurrentKernel', weights.recurrentKernel, [H, width], 'float32');
  if (kernels.weights.includes('recurrentBias'))
    checkTensor(op, 'recurrentBias', weights.recurrentBias!, [width], 'float32');
  const isState = typeof initial === 'object' && initial !== null;
  checkValue(op, isState, 'initial', `a state, \`{ ${kernels.states.join(', ')} }\``, initial);
  for (const name of kernels.states)
    checkTensor(op, `initial.${name}`, partOf(initial, name), [B, H], 'float32');
}

const partOf = (state: HiddenState, name: 'hidden' | 'cell'): Tensor2D =>
  (state as HiddenState & Partial<LstmState>)[name]!;

/** Runs the gradient kernel. */
function gradients(
  kernels: RecurrentKernels,
  kernel: string,
  by: readonly string[],
  dy: readonly Tensor[],
  [outputs, ...others]: readonly Tensor[],
  inputs: NamedTensorMap,
): Record<string, () => Tensor> {
  const initial = kernels.states.map((state) => stateInput('initial', state));
  const saved = others.slice(kernels.states.length);
  const named = [
    ['outputs', outputs!] as const,
    ...saved.map((tensor, i) => [kernels.saved[i] ?? `saved${i}`, tensor] as const),
    ['outputsGradient', dy[0]!] as const,
    ...kernels.states.map((state, i) => [stateInput('final', state, 'Gradient'), dy[1 + i]!] as const),
  ];
  const results = runKernel(kernel, { ...inputs, ...Object.fromEntries(named) });
  return eager([...by, ...kernels.weights, ...initial], results);
}

/** The number of sequences. */
function checkSource(op: string, source: RecurrentSource, width: number): number {
  if ('tokens' in source) {
    const [T, B] = shapeOf(op, 'tokens', source.tokens);
    const [N] = shapeOf(op, 'table', source.table);
    checkTensor(op, 'tokens', source.tokens, [T, B], 'int32');
    checkTensor(op, 'table', source.table, [N, width], 'float32');
    checkIds(op, 'tokens', source.tokens, N);
    return B;
  }
  if ('inputs' in source) {
    const [T, B, I] = shapeOf(op, 'inputs', source.inputs);
    checkTensor(op, 'inputs', source.inputs, [T, B, I], 'float32');
    checkTensor(op, 'kernel', source.kernel, [I, width], 'float32');
    checkTensor(op, 'bias', source.bias, [width], 'float32');
    return B;
  }
  const [T, B] = shapeOf(op, 'preactivations', source.preactivations);
  checkTensor(op, 'preactivations', source.preactivations, [T, B, width], 'float32');
  return B;
}
