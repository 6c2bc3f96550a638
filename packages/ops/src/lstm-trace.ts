import { concat, stack, type Tensor2D, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import { lstmStep } from './composed/lstm.ts';
import { stepByStep } from './composed/steps.ts';
import { hasKernel, LSTM, type RecurrentAttributes, runKernel } from './kernels.ts';
import { checkRecurrent } from './recurrent.ts';
import type { LstmState, RecurrentResult } from './recurrent-state.ts';

/** What `lstm` gives, with what goes on inside. */
export interface LstmTrace extends RecurrentResult<LstmState> {
  /** [T, B, 4H] float32 after their activations, in the order i, f, c, o */
  readonly gates: Tensor3D;
  /** [T, B, H] float32 */
  readonly cells: Tensor3D;
}

/**
 * `lstm`, with the gates and cells that its kernel keeps for the gradient. Not for training: gates and cells have no gradient.
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
  if (!hasKernel(LSTM.forward)) return composedLstmTrace(preactivations, recurrentKernel, initial);
  const inputs = {
    preactivations,
    recurrentKernel,
    initialHidden: initial.hidden,
    initialCell: initial.cell,
  };
  const attributes: RecurrentAttributes = { save: true };
  const [outputs, hidden, cell, gates, cells] = runKernel(LSTM.forward, inputs, attributes) as [
    Tensor3D,
    Tensor2D,
    Tensor2D,
    Tensor3D,
    Tensor3D,
  ];
  return { outputs, final: { hidden, cell }, gates, cells };
}

/** The same as ordinary TensorFlow.js ops, for backends without a fused kernel. */
export function composedLstmTrace(
  preactivations: Tensor3D,
  recurrentKernel: Tensor2D,
  initial: LstmState,
): LstmTrace {
  return tidy(() => {
    const [gates, cells]: [Tensor2D[], Tensor2D[]] = [[], []];
    const { outputs, final } = stepByStep(preactivations, initial, (x, before) => {
      const { hidden, cell, gates: activated } = lstmStep(x, recurrentKernel, before);
      gates.push(concat(activated, 1));
      cells.push(cell);
      return { hidden, cell };
    });
    const trace = { outputs, final, gates: stack(gates) as Tensor3D, cells: stack(cells) as Tensor3D };
    return trace as typeof trace & Record<string, never>;
  });
}
