import {
  add,
  concat,
  matMul,
  mul,
  sigmoid,
  split,
  stack,
  type Tensor2D,
  type Tensor3D,
  tanh,
  tidy,
} from '@tensorflow/tfjs-core';
import { LSTM } from './fused.ts';
import { type ForwardAttributes, hasKernel, runKernel } from './kernels.ts';
import { overTime } from './over-time.ts';
import {
  checkRecurrent,
  type LstmState,
  type RecurrentCell,
  type RecurrentResult,
  type RecurrentSource,
  type RecurrentWeights,
  recurrentLayer,
} from './recurrent.ts';

/**
 * LSTM of Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000, gate order i, f, c, o as in Keras:
 *
 *   z = x_t + h_{t-1} U            i, f, o = σ(z_i), σ(z_f), σ(z_o)      g = tanh(z_c)
 *   c_t = f ⊙ c_{t-1} + i ⊙ g      h_t = o ⊙ tanh(c_t)
 */
const CELL: RecurrentCell<LstmState> = {
  kernels: LSTM,
  step(x, before, { recurrentKernel }) {
    const { hidden, cell } = lstmStep(x, before, recurrentKernel);
    return { hidden, cell };
  },
};

function lstmStep(x: Tensor2D, before: LstmState, recurrentKernel: Tensor2D) {
  const z: Tensor2D = add(x, matMul(before.hidden, recurrentKernel));
  const [zi, zf, zc, zo] = split(z, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
  const [i, f, c, o] = [sigmoid(zi), sigmoid(zf), tanh(zc), sigmoid(zo)];
  const cell: Tensor2D = add(mul(f, before.cell), mul(i, c));
  const hidden: Tensor2D = mul(o, tanh(cell));
  return { hidden, cell, gates: [i, f, c, o] };
}

/**
 * LSTM layer over a whole sequence (tanh, sigmoid; gate order i, f, c, o as in Keras), differentiable in every float input.
 *
 * @throws LongrangeError OPS_SHAPE, OPS_ID for a token outside the table, OPS_ARGUMENT
 */
export function lstm(
  source: RecurrentSource,
  weights: RecurrentWeights,
  initial: LstmState,
): RecurrentResult<LstmState> {
  return recurrentLayer('lstm', CELL, source, weights, initial);
}

/** Results of `lstm`, with its internal activity */
export interface LstmTrace extends RecurrentResult<LstmState> {
  /** [T, B, 4H] float32, after their activations, in the order i, f, c, o */
  readonly gates: Tensor3D;
  /** [T, B, H] float32 */
  readonly cells: Tensor3D;
}

/**
 * Runs `lstm` and also returns the gates and cells that its kernel keeps for the gradient. Not for training: these have no gradient.
 *
 * @param preactivations [T, B, 4H] float32
 * @param recurrentKernel [H, 4H] float32
 * @throws LongrangeError OPS_SHAPE
 */
export function lstmTrace(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmTrace {
  checkRecurrent('lstmTrace', LSTM, { preactivations }, { recurrentKernel }, initial);
  if (hasKernel(LSTM.from.preactivations.forward)) {
    const inputs = {
      preactivations,
      recurrentKernel,
      initialHidden: initial.hidden,
      initialCell: initial.cell,
    };
    const attributes: ForwardAttributes = { save: true };
    const results = runKernel(LSTM.from.preactivations.forward, inputs, attributes);
    const [outputs, hidden, cell, gates, cells] = results as [
      Tensor3D,
      Tensor2D,
      Tensor2D,
      Tensor3D,
      Tensor3D,
    ];
    return { outputs, final: { hidden, cell }, gates, cells };
  }
  return tidy(() => {
    const [gates, cells]: [Tensor2D[], Tensor2D[]] = [[], []];
    const { outputs, final } = overTime([preactivations], initial, ([x], before) => {
      const { hidden, cell, gates: activated } = lstmStep(x as Tensor2D, before, recurrentKernel);
      gates.push(concat(activated, 1));
      cells.push(cell);
      return { output: hidden, state: { hidden, cell } };
    });
    const trace = { outputs, final, gates: stack(gates), cells: stack(cells) };
    return trace as LstmTrace & Record<string, never>;
  });
}
