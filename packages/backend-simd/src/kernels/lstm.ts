import { LSTM } from '@longrange/ops';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './kernel.ts';
import { operands } from './operands.ts';
import { withPanels } from './panels.ts';
import {
  kernelOperand,
  lastStep,
  recurrentKernelGradient,
  recurrentKernels,
  runByBatch,
  type Size,
  type Source,
  stateGradient,
  transposedOperand,
} from './recurrent.ts';

function forward(call: KernelCall, size: Size, { x, tokens, table }: Source): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = operands(call, {
    recurrentKernel: [H, 4 * H],
    initialHidden: [B, H],
    initialCell: [B, H],
  });
  const outputs = call.output([T, B, H]);
  const gates = call.output([T, B, 4 * H]);
  const cells = call.output([T, B, H]);
  withPanels(engine, kernelOperand(at.recurrentKernel, H, 4 * H, 4 * H), (packedU) => {
    runByBatch(engine, 'lstmForward', size, {
      ...{ x, tokens, table, packedU, h0: at.initialHidden, c0: at.initialCell },
      ...{ outputs: outputs.address, cells: cells.address, gates: gates.address },
    });
  });
  const final = [lastStep(call, outputs.address, size), lastStep(call, cells.address, size)];
  return [outputs.info, ...final, gates.info, cells.info];
}

function backward(call: KernelCall, size: Size, dx: number): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = operands(call, {
    ...{ recurrentKernel: [H, 4 * H], initialHidden: [B, H], initialCell: [B, H] },
    ...{ outputs: [T, B, H], gates: [T, B, 4 * H], cells: [T, B, H] },
    ...{ outputsGradient: [T, B, H], finalHiddenGradient: [B, H], finalCellGradient: [B, H] },
  });
  const dh = stateGradient(call, at.finalHiddenGradient, size);
  const dc = stateGradient(call, at.finalCellGradient, size);
  withPanels(engine, transposedOperand(at.recurrentKernel, H, 4), (packedUT) => {
    runByBatch(engine, 'lstmBackward', size, {
      ...{ gates: at.gates, cells: at.cells, c0: at.initialCell, packedUT, dOutputs: at.outputsGradient },
      ...{ dx, dh0: dh.address, dc0: dc.address },
    });
  });
  return [recurrentKernelGradient(call, size, { ...at, dz: dx, N: 4 * H }), dh.info, dc.info];
}

export const lstmKernels = recurrentKernels(LSTM, { forward, backward });
