import {
  addN,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { counterRandom } from '../dropout.ts';
import type { GenerateNetwork } from '../generate.ts';
import { gru, gruFromInputs, gruFromTokens } from '../gru.ts';
import { GRU, LSTM, type RecurrentKernels, RNN } from '../kernels.ts';
import { lstm, lstmFromInputs, lstmFromTokens } from '../lstm.ts';
import type { HiddenState, LstmState, RecurrentResult } from '../recurrent.ts';
import { rnn, rnnFromInputs, rnnFromTokens } from '../rnn.ts';
import { uniformTensor } from './numbers.ts';

/** A recurrent layer as its tests run it: float inputs in one list, the source first, then weights, then states. */
export interface TestedLayer {
  readonly kernels: RecurrentKernels;
  fused(inputs: readonly Tensor[]): RecurrentResult<HiddenState>;
  /** Inputs, kernel and bias in place of the pre-activations. */
  fusedFromInputs(inputs: readonly Tensor[]): RecurrentResult<HiddenState>;
  fusedFromTokens(tokens: Tensor2D, inputs: readonly Tensor[]): RecurrentResult<HiddenState>;
}

type Layer = (...inputs: never[]) => RecurrentResult<HiddenState>;

function tested(kernels: RecurrentKernels, plain: Layer, fromTokens: Layer, fromInputs: Layer): TestedLayer {
  /** States come last, and go in as one. */
  const run = (layer: Layer, inputs: readonly Tensor[]) => {
    const first = inputs.length - kernels.states.length;
    const state = Object.fromEntries(kernels.states.map((name, i) => [name, inputs[first + i]!]));
    return layer(...([...inputs.slice(0, first), state] as never[]));
  };
  return {
    kernels,
    fused: (inputs) => run(plain, inputs),
    fusedFromInputs: (inputs) => run(fromInputs, inputs),
    fusedFromTokens: (tokens, inputs) => run(fromTokens, [tokens, ...inputs]),
  };
}

export const testedLayers: Readonly<Record<'gru' | 'lstm' | 'rnn', TestedLayer>> = {
  lstm: tested(LSTM, lstm, lstmFromTokens, lstmFromInputs),
  gru: tested(GRU, gru, gruFromTokens, gruFromInputs),
  rnn: tested(RNN, rnn, rnnFromTokens, rnnFromInputs),
};

export interface LayerCase {
  /** Pre-activations, weights, states: what `TestedLayer.fused` takes. */
  readonly inputs: readonly Tensor[];
  readonly tokens: Tensor2D;
  /** Table, weights, states: what `TestedLayer.fusedFromTokens` takes. */
  readonly tableInputs: readonly Tensor[];
  /** Inputs of I = 5, kernel, bias, weights, states: what `TestedLayer.fusedFromInputs` takes. */
  readonly layerInputs: readonly Tensor[];
}

/** Inputs of a recurrent layer of the given size, with states away from zero. */
export function layerCase(
  { gates, weights, states }: RecurrentKernels,
  T: number,
  B: number,
  H: number,
  V = 7,
): LayerCase {
  const weightTensors = {
    recurrentKernel: uniformTensor([H, gates * H], 2, 1.5 / Math.sqrt(H)),
    recurrentBias: uniformTensor([gates * H], 7),
  };
  const stateTensors = { hidden: uniformTensor([B, H], 3, 0.9), cell: uniformTensor([B, H], 4, 1.5) };
  const common = [...weights.map((name) => weightTensors[name]), ...states.map((name) => stateTensors[name])];
  return {
    inputs: [uniformTensor([T, B, gates * H], 1, 2), ...common],
    tokens: tensor2d(
      Int32Array.from({ length: T * B }, (_, i) => counterRandom(i, 5) % V),
      [T, B],
      'int32',
    ),
    tableInputs: [uniformTensor([V, gates * H], 6, 2), ...common],
    layerInputs: [
      uniformTensor([T, B, 5], 8, 2),
      uniformTensor([5, gates * H], 9, 0.5),
      uniformTensor([gates * H], 10, 0.5),
      ...common,
    ],
  };
}

/** A layer's outputs and final state, in one list. */
export function resultTensors({ outputs, final }: RecurrentResult<HiddenState>): Tensor[] {
  return [outputs, ...Object.values<Tensor>({ ...final })];
}

/** A scalar that depends on every element of every tensor in its own way. */
export function weightedSum(tensors: readonly Tensor[]): Scalar {
  const sums = tensors.map((tensor, i) => sum(mul(tensor, uniformTensor(tensor.shape, 21 + i))));
  return addN(sums) as Scalar;
}

/** A network of two LSTM layers of H units over V characters, and the state of B sequences that it writes on. */
export function writingCase(
  V: number,
  H: number,
  B: number,
): { network: GenerateNetwork; state: LstmState[] } {
  const matrix = (rows: number, seed: number) => uniformTensor<Tensor2D>([rows, 4 * H], seed);
  const network = {
    cell: 'lstm',
    table: matrix(V, 1),
    layers: [
      { recurrentKernel: matrix(H, 2) },
      { kernel: matrix(H, 3), bias: uniformTensor<Tensor1D>([4 * H], 4), recurrentKernel: matrix(H, 5) },
    ],
    denseKernel: uniformTensor<Tensor2D>([H, V], 6),
    denseBias: uniformTensor<Tensor1D>([V], 7),
  } as const;
  const state = [8, 9].map((seed) => ({
    hidden: uniformTensor<Tensor2D>([B, H], seed),
    cell: uniformTensor<Tensor2D>([B, H], seed + 2),
  }));
  return { network, state };
}
