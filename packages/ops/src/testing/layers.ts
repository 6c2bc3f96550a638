import {
  addN,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { composedGru } from '../composed/gru.ts';
import { composedLstm } from '../composed/lstm.ts';
import { composedRnn } from '../composed/rnn.ts';
import { gru, gruFromInputs, gruFromTokens } from '../gru.ts';
import { GRU, LSTM, type RecurrentKernels, RNN } from '../kernels.ts';
import { lstm, lstmFromInputs, lstmFromTokens } from '../lstm.ts';
import type { HiddenState, RecurrentResult } from '../recurrent-state.ts';
import { counterRandom } from '../reference/elementwise.ts';
import { rnn, rnnFromInputs, rnnFromTokens } from '../rnn.ts';
import { uniformTensor } from './numbers.ts';

/** A recurrent layer as its tests run it: float inputs in one list, the source first, then weights, then states. */
export interface TestedLayer {
  readonly kernels: RecurrentKernels;
  fused(inputs: readonly Tensor[]): RecurrentResult<HiddenState>;
  /** Inputs, kernel and bias in place of the pre-activations. */
  fusedFromInputs(inputs: readonly Tensor[]): RecurrentResult<HiddenState>;
  fusedFromTokens(tokens: Tensor2D, inputs: readonly Tensor[]): RecurrentResult<HiddenState>;
  composed(inputs: readonly Tensor[]): RecurrentResult<HiddenState>;
}

type LstmInputs = [Tensor3D, Tensor2D, Tensor2D, Tensor2D];
type GruInputs = [Tensor3D, Tensor2D, Tensor1D, Tensor2D];
type RnnInputs = [Tensor3D, Tensor2D, Tensor2D];

function lstmOf(op: typeof lstm, inputs: readonly Tensor[]): RecurrentResult<HiddenState> {
  const [x, u, hidden, cell] = inputs as LstmInputs;
  return op(x, u, { hidden, cell });
}

function gruOf(op: typeof gru, inputs: readonly Tensor[]): RecurrentResult<HiddenState> {
  const [x, u, bias, hidden] = inputs as GruInputs;
  return op(x, u, bias, { hidden });
}

function rnnOf(op: typeof rnn, inputs: readonly Tensor[]): RecurrentResult<HiddenState> {
  const [x, u, hidden] = inputs as RnnInputs;
  return op(x, u, { hidden });
}

export const testedLayers: Readonly<Record<'gru' | 'lstm' | 'rnn', TestedLayer>> = {
  lstm: {
    kernels: LSTM,
    fused: (inputs) => lstmOf(lstm, inputs),
    fusedFromInputs: ([inputs, kernel, bias, ...others]) =>
      lstmFromInputs(
        ...([
          inputs,
          kernel,
          bias,
          others[0],
          { hidden: others[1], cell: others[2] },
        ] as unknown as Parameters<typeof lstmFromInputs>),
      ),
    fusedFromTokens: (tokens, inputs) =>
      lstmOf((table, ...others) => lstmFromTokens(tokens, table as Tensor as Tensor2D, ...others), inputs),
    composed: (inputs) => lstmOf(composedLstm, inputs),
  },
  gru: {
    kernels: GRU,
    fused: (inputs) => gruOf(gru, inputs),
    fusedFromInputs: ([inputs, kernel, bias, ...others]) =>
      gruFromInputs(
        ...([inputs, kernel, bias, others[0], others[1], { hidden: others[2] }] as unknown as Parameters<
          typeof gruFromInputs
        >),
      ),
    fusedFromTokens: (tokens, inputs) =>
      gruOf((table, ...others) => gruFromTokens(tokens, table as Tensor as Tensor2D, ...others), inputs),
    composed: (inputs) => gruOf(composedGru, inputs),
  },
  rnn: {
    kernels: RNN,
    fused: (inputs) => rnnOf(rnn, inputs),
    fusedFromInputs: ([inputs, kernel, bias, ...others]) =>
      rnnFromInputs(
        ...([inputs, kernel, bias, others[0], { hidden: others[1] }] as unknown as Parameters<
          typeof rnnFromInputs
        >),
      ),
    fusedFromTokens: (tokens, inputs) =>
      rnnOf((table, ...others) => rnnFromTokens(tokens, table as Tensor as Tensor2D, ...others), inputs),
    composed: (inputs) => rnnOf(composedRnn, inputs),
  },
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
