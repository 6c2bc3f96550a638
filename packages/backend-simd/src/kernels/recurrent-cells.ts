import { GRU, LSTM, RNN } from '@longrange/ops/backend';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { columnSums } from './elementwise.ts';
import type { KernelCall, NamedKernel } from './kernel.ts';
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

function lstmForward(call: KernelCall, size: Size, source: Source): TensorInfo[] {
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

function lstmBackward(call: KernelCall, size: Size, dx: number): TensorInfo[] {
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

function gruForward(call: KernelCall, size: Size, source: Source): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = operands(call, {
    recurrentKernel: [H, 3 * H],
    recurrentBias: [3 * H],
    initialHidden: [B, H],
  });
  const outputs = call.output([T, B, H]);
  const gates = gatesOutput(call, size);
  // The product of the candidate starts from another place than those of z and r, so it has panels of its own.
  withPanels(engine, kernelOperand(at.recurrentKernel, H, 3 * H, 2 * H), (packedUzr) => {
    withPanels(engine, kernelOperand(at.recurrentKernel + 2 * H * 4, H, 3 * H, H), (packedUh) => {
      source(({ from, count, ...read }) => {
        runByBatch(
          engine,
          'gruForward',
          { ...size, T: count },
          {
            ...{ ...read, packedUzr, packedUh, bias: at.recurrentBias },
            h0: stateBefore(at.initialHidden, outputs.address, from, size),
            outputs: atStep(outputs.address, from, B * H),
            ...{ gates: gates.address + from * gates.step, gatesStep: gates.step },
          },
        );
      });
    });
  });
  return withSaved(call, [outputs.info, lastStep(call, outputs.address, size)], [gates.info]);
}

function gruBackward(call: KernelCall, size: Size, dx: number): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = operands(call, {
    ...{ recurrentKernel: [H, 3 * H], initialHidden: [B, H], outputs: [T, B, H], gates: [T, B, 4 * H] },
    ...{ outputsGradient: [T, B, H], finalHiddenGradient: [B, H] },
  });
  const dh = stateGradient(call, at.finalHiddenGradient, size);
  // The gradients by the recurrent part differ from those by the pre-activations: the reset gate is between them.
  return engine.withScratch(T * B * 3 * H * 4, (du) => {
    withPanels(engine, transposedOperand(at.recurrentKernel, H, 3), (packedUT) => {
      runByBatch(engine, 'gruBackward', size, {
        ...{
          gates: at.gates,
          outputs: at.outputs,
          h0: at.initialHidden,
          packedUT,
          dOutputs: at.outputsGradient,
        },
        ...{ dx, du, dh0: dh.address },
      });
    });
    const dU = recurrentKernelGradient(call, size, { ...at, dz: du, N: 3 * H });
    const dBias = call.output([3 * H]);
    columnSums(engine, T * B, 3 * H, du, dBias.address);
    return [dU, dBias.info, dh.info];
  });
}

function rnnForward(call: KernelCall, size: Size, source: Source): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = operands(call, { recurrentKernel: [H, H], initialHidden: [B, H] });
  const outputs = call.output([T, B, H]);
  withPanels(engine, kernelOperand(at.recurrentKernel, H, H, H), (packedU) => {
    source(({ from, count, ...read }) => {
      runByBatch(
        engine,
        'rnnForward',
        { ...size, T: count },
        {
          ...{ ...read, packedU },
          h0: stateBefore(at.initialHidden, outputs.address, from, size),
          outputs: atStep(outputs.address, from, B * H),
        },
      );
    });
  });
  return [outputs.info, lastStep(call, outputs.address, size)];
}

function rnnBackward(call: KernelCall, size: Size, dx: number): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = operands(call, {
    ...{ recurrentKernel: [H, H], initialHidden: [B, H], outputs: [T, B, H] },
    ...{ outputsGradient: [T, B, H], finalHiddenGradient: [B, H] },
  });
  const dh = stateGradient(call, at.finalHiddenGradient, size);
  withPanels(engine, transposedOperand(at.recurrentKernel, H, 1), (packedUT) => {
    const given = { outputs: at.outputs, packedUT, dOutputs: at.outputsGradient };
    runByBatch(engine, 'rnnBackward', size, { ...given, dx, dh0: dh.address });
  });
  return [recurrentKernelGradient(call, size, { ...at, dz: dx, N: H }), dh.info];
}

export const recurrentCellKernels: readonly NamedKernel[] = [
  ...recurrentKernels(LSTM, { forward: lstmForward, backward: lstmBackward }),
  ...recurrentKernels(GRU, { forward: gruForward, backward: gruBackward }),
  ...recurrentKernels(RNN, { forward: rnnForward, backward: rnnBackward }),
];
