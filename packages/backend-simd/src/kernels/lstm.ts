import { LSTM } from '@longrange/ops';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { JOB } from '../engine.ts';
import type { KernelCall } from './kernel.ts';
import {
  addresses,
  lastStep,
  recurrentKernelGradient,
  registerRecurrentKernels,
  runByBatch,
  type Size,
  type Source,
  stateGradient,
  withPanels,
} from './recurrent.ts';

function forward(call: KernelCall, size: Size, { x, tokens, table }: Source): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = addresses(call, ['recurrentKernel', 'initialHidden', 'initialCell']);
  const outputs = call.backend.output([T, B, H]);
  const gates = call.backend.output([T, B, 4 * H]);
  const cells = call.backend.output([T, B, H]);
  withPanels(engine, { from: at.recurrentKernel, depth: H, columns: 4 * H }, (packedU) => {
    const given = [T, B, H, x, tokens, table, packedU, at.initialHidden, at.initialCell];
    const results = [outputs.address, cells.address, gates.address];
    const scratchBytes = (rows: number) => engine.kernels.lstmScratchBytes(rows, H);
    runByBatch(engine, JOB.lstmForward, size, scratchBytes, [...given, ...results]);
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
  const kernel = { from: at.recurrentKernel, depth: 4 * H, columns: H, transposed: true };
  withPanels(engine, kernel, (packedUT) => {
    const given = [T, B, H, at.gates, at.cells, at.initialCell, packedUT, at.outputsGradient];
    const results = [dx, dh.address, dc.address];
    const scratchBytes = (rows: number) => engine.kernels.lstmScratchBytes(rows, H);
    runByBatch(engine, JOB.lstmBackward, size, scratchBytes, [...given, ...results]);
  });
  return [recurrentKernelGradient(call, size, { ...at, dz: dx, N: 4 * H }), dh.info, dc.info];
}

export function registerLstmKernels(): void {
  registerRecurrentKernels(LSTM, { forward, backward });
}
