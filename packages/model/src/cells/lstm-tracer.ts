import { lstmTrace } from '@longrange/ops';
import { fused, reshape, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { CellTracer } from './tracer.ts';

/** What an LSTM carries are its cells. The third of its four blocks is the candidate for the cell, which is no gate. */
export const lstmTracer: CellTracer = {
  gates: [
    { name: 'input', block: 0, keepsState: false },
    { name: 'forget', block: 1, keepsState: true },
    { name: 'output', block: 3, keepsState: false },
  ],

  trace(inputs, parameters, state) {
    const [T, B, I] = inputs.shape;
    const rows = fused.matMul({
      a: reshape(inputs, [T * B, I]) as Tensor2D,
      b: parameters('kernel'),
      bias: parameters('bias') as unknown as Tensor1D,
    });
    const preactivations = reshape(rows, [T, B, rows.shape[1]!]) as Tensor3D;
    const { cells, ...trace } = lstmTrace(preactivations, parameters('recurrent_kernel'), state);
    return { ...trace, states: cells };
  },
};
