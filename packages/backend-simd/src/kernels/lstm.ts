import { LSTM } from '@longrange/ops';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { JOB } from '../engine.ts';
import type { KernelCall } from './kernel.ts';
import { withPanels } from './panels.ts';
import {
  addresses,
  kernelOperand,
  lastStep,
  recurrentKernelGradient,
  registerRecurrentKernels,
  runByBatch,
  type Size,
  type Source,
  stateGradient,
  transposedOperand,
} from './recurrent.ts';

function forward(call: KernelCall, size: Size, { x, tokens, table }: Source): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = addresses(call, ['recurrentKernel', 'initialHidden', 'initialCell']);
  const outputs = call.backend.output([T, B, H]);
  const gates = call.backend.output([T, B, 4 * H]);
  const cells = call.backend.output([T, B, H]);
  withPanels(engine, kernelOperand(at.recurrentKernel, H, 4 * H, 4 * H), (packedU) => {
    const given = [T, B, H, x, tokens, table, packedU, at.initialHidden, at.initialCell];
    const results = [outputs.address, cells.address, gates.address];
    runByBatch(engine, JOB.lstmForward, size, [...given, ...results]);
  });
  const final = [lastStep(call, outputs.address, size), lastStep(call, cells.address, size)];
  return [outputs.info, ...final, gates.info, cells.info];
}

function backward(call: KernelCall, size: Size, dx: number): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = addresses(call, [
    ...(['recurrentKernel', 'initialHidden', 'initialCell', 'outputs', 'gates', 'cells'] as const),
    ...(['outputsGradient', 'finalHiddenGradient', 'finalCellGradient'] as const),
  ]);
  const dh = stateGradient(call, at.finalHiddenGradient, size);
  const dc = stateGradient(call, at.finalCellGradient, size);
  withPanels(engine, transposedOperand(at.recurrentKernel, H, 4), (packedUT) => {
    const given = [T, B, H, at.gates, at.cells, at.initialCell, packedUT, at.outputsGradient];
    const results = [dx, dh.address, dc.address];
    runByBatch(engine, JOB.lstmBackward, size, [...given, ...results]);
  });
  return [recurrentKernelGradient(call, size, { ...at, dz: dx, N: 4 * H }), dh.info, dc.info];
}

export function registerLstmKernels(): void {
  registerRecurrentKernels(LSTM, { forward, backward });
}
