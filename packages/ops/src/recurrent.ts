import {
  gather,
  type NamedTensorMap,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkIds } from './check-ids.ts';
import { checkTensor, shapeOf } from './check-shape.ts';
import { type RecurrentKernels, runFused, stateTensor } from './fused.ts';
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

/** Source of a layer: pre-activations; or characters and a table with the pre-activations of each; or inputs with kernel and bias. */
export type RecurrentSource =
  /** [T, B, gates × H] float32, time-major: inputs × kernel + bias */
  | { readonly preactivations: Tensor3D }
  /** First layer: `tokens` [T, B] int32 in [0, V) select rows of `table` [V, gates × H] float32, embedding × kernel + bias of each character. */
  | { readonly tokens: Tensor2D; readonly table: Tensor2D }
  /** Layer above the first: `inputs` [T, B, I], `kernel` [I, gates × H], `bias` [gates × H], float32. Some engines multiply first. */
  | { readonly inputs: Tensor3D; readonly kernel: Tensor2D; readonly bias: Tensor1D };

/** Weights of a recurrent layer */
export interface RecurrentWeights {
  /** [H, gates × H] float32 */
  readonly recurrentKernel: Tensor2D;
  /** [gates × H] float32, for a GRU: added to the hidden state × recurrentKernel, before the reset gate */
  readonly recurrentBias?: Tensor1D;
}

/** Kind of recurrent layer */
export interface RecurrentCell<State extends HiddenState> {
  readonly kernels: RecurrentKernels;
  /**
   * Computes one step with TensorFlow.js operations; backends without a kernel run it, and it defines the kernels.
   *
   * @param x pre-activations [B, gates × H]
   */
  step(x: Tensor2D, before: State, weights: RecurrentWeights): State;
}

/**
 * Runs a recurrent layer by the backend's fused kernel or, if it has none, step by step. Checks every tensor first.
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
  const { from, states } = cell.kernels;
  checkRecurrent(op, cell.kernels, source, weights, initial);
  const kernels = 'tokens' in source ? from.tokens : 'inputs' in source ? from.inputs : from.preactivations;
  const initials = states.map((name) => [stateTensor('initial', name), partOf(initial, name)]);
  const given: NamedTensorMap = { ...source, ...weights, ...Object.fromEntries(initials) };
  const fused = runFused(kernels, Object.fromEntries(kernels.inputs.map((name) => [name, given[name]!])));
  if (fused === null) return composed(op, cell, source, weights, initial);
  const [outputs, ...final] = fused;
  const named = Object.fromEntries(states.map((name, i) => [name, final[i]!]));
  return { outputs: outputs as Tensor3D, final: named as unknown as State };
}

function composed<State extends HiddenState>(
  op: string,
  cell: RecurrentCell<State>,
  source: RecurrentSource,
  weights: RecurrentWeights,
  initial: State,
): RecurrentResult<State> {
  return tidy(() => {
    if ('inputs' in source) {
      // The engine may have a kernel for the rest.
      const preactivations = projectSequence(source.inputs, source.kernel, source.bias);
      return recurrentLayer(op, cell, { preactivations }, weights, initial) as Composed<State>;
    }
    const sequence = 'tokens' in source ? tableRows(source.tokens, source.table) : source.preactivations;
    const result = overTime([sequence], initial, ([x], before) => {
      const state = cell.step(x as Tensor2D, before, weights);
      return { output: state.hidden, state };
    });
    return result as Composed<State>;
  });
}

/** Adds the index signature that the container type of TensorFlow.js requires and that an interface lacks. */
type Composed<State> = RecurrentResult<State> & Record<string, never>;

/** Rows of `table` [V, N] picked by `tokens` [T, B]: [T, B, N] */
function tableRows(tokens: Tensor2D, table: Tensor2D): Tensor3D {
  const [T, B] = tokens.shape;
  return reshape(gather(table, reshape(tokens, [T * B])), [T, B, table.shape[1]]);
}

/**
 * Checks every tensor of a recurrent layer.
 *
 * @throws LongrangeError OPS_SHAPE, OPS_ID, OPS_ARGUMENT for anything but a tensor
 */
export function checkRecurrent(
  op: string,
  { gates, weights: names, states }: RecurrentKernels,
  source: RecurrentSource,
  weights: RecurrentWeights,
  initial: HiddenState,
): void {
  const [H] = shapeOf(op, 'recurrentKernel', weights.recurrentKernel);
  const width = gates * H;
  const B = checkSource(op, source, width);
  checkTensor(op, 'recurrentKernel', weights.recurrentKernel, [H, width], 'float32');
  if (names.includes('recurrentBias'))
    checkTensor(op, 'recurrentBias', weights.recurrentBias!, [width], 'float32');
  for (const name of states) checkTensor(op, `initial.${name}`, partOf(initial, name), [B, H], 'float32');
}

const partOf = (state: HiddenState, name: 'hidden' | 'cell'): Tensor2D =>
  (state as HiddenState & Partial<LstmState>)[name]!;

/** Checks a layer's source and returns the number of sequences. */
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
