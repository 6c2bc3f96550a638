import { LSTM } from '@longrange/ops/backend';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './kernel.ts';
import { operands } from './operands.ts';
import { withPanels } from './panels.ts';
import {
  atStep,
  gatesOutput,
  kernelOperand,
  lastStep,
  recurrentKernelGradient,
  recurrentKernels,
  runByBatch,
  type Size,
  type Source,
  stateBefore,
  stateGradient,
  transposedOperand,
  withSaved,
} from './recurrent.ts';

function forward(call: KernelCall, size: Size, source: Source): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = operands(call, {
    recurrentKernel: [H, 4 * H],
    initialHidden: [B, H],
    initialCell: [B, H],
  });
  const outputs = call.output([T, B, H]);
  const gates = gatesOutput(call, size);
  const cells = call.output([T, B, H]);
  withPanels(engine, kernelOperand(at.recurrentKernel, H, 4 * H, 4 * H), (packedU) => {
    source(({ from, count, ...read }) => {
      runByBatch(
        engine,
        'lstmForward',
        { ...size, T: count },
        {
          ...{ ...read, packedU },
          h0: stateBefore(at.initialHidden, outputs.address, from, size),
          c0: stateBefore(at.initialCell, cells.address, from, size),
          outputs: atStep(outputs.address, from, B * H),
          cells: atStep(cells.address, from, B * H),
          ...{ gates: gates.address + from * gates.step, gatesStep: gates.step },
        },
      );
    });
  });
  const final = [lastStep(call, outputs.address, size), lastStep(call, cells.address, size)];
  return withSaved(call, [outputs.info, ...final], [gates.info, cells.info]);
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
