import { gru, type HiddenState } from '@longrange/ops';
import { add, concat, expandDims, sigmoid, slice, type Tensor3D } from '@tensorflow/tfjs-core';
import type { CellTracer } from '../layers/cell.ts';
import { projectSequence } from '../project.ts';
import { biasRow } from './gru-bias.ts';

/**
 * What a GRU carries are its outputs, so its gates follow from them: no step has to wait for the one before. In Keras' convention the
 * update gate z is what is kept: h' = z h + (1 − z) ĥ.
 */
export const gruTracer: CellTracer = {
  gates: [
    { name: 'update', block: 0, keepsState: true },
    { name: 'reset', block: 1, keepsState: false },
  ],

  trace(inputs, parameters, state) {
    const { hidden } = state as HiddenState;
    const recurrentKernel = parameters('recurrent_kernel');
    const bias = biasRow(parameters, 1);
    const preactivations = projectSequence(inputs, parameters('kernel'), biasRow(parameters, 0));
    const { outputs, final } = gru(preactivations, recurrentKernel, bias, { hidden });
    const [T, B, H] = outputs.shape;
    const before = slice(concat([expandDims(hidden), outputs]), 0, T) as Tensor3D;
    const recurrent = projectSequence(
      before,
      slice(recurrentKernel, [0, 0], [H, 2 * H]),
      slice(bias, 0, 2 * H),
    );
    const gates = sigmoid(add(slice(preactivations, [0, 0, 0], [T, B, 2 * H]), recurrent)) as Tensor3D;
    return { outputs, final, gates, states: outputs.clone() };
  },
};
