import { type LstmState, lstmTrace } from '@longrange/ops';
import type { CellTracer } from '../layers/cell.ts';
import { projectSequence } from '../project.ts';

/** What an LSTM carries are its cells. The third of its four blocks is the candidate for the cell, which is no gate. */
export const lstmTracer: CellTracer = {
  gates: [
    { name: 'input', block: 0, keepsState: false },
    { name: 'forget', block: 1, keepsState: true },
    { name: 'output', block: 3, keepsState: false },
  ],

  trace(inputs, parameters, state) {
    const preactivations = projectSequence(inputs, parameters('kernel'), parameters('bias'));
    const { cells, ...trace } = lstmTrace(preactivations, parameters('recurrent_kernel'), state as LstmState);
    return { ...trace, states: cells };
  },
};
