import { RNN } from '@longrange/ops';
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
  const at = addresses(call, ['recurrentKernel', 'initialHidden']);
  const outputs = call.backend.output([T, B, H]);
  withPanels(engine, { from: at.recurrentKernel, depth: H, columns: H }, (packedU) => {
    const given = [T, B, H, x, tokens, table, packedU, at.initialHidden];
    const scratchBytes = (rows: number) => engine.kernels.recurrentScratchBytes(rows, H);
    runByBatch(engine, JOB.rnnForward, size, scratchBytes, [...given, outputs.address]);
  });
  return [outputs.info, lastStep(call, outputs.address, size)];
}

function backward(call: KernelCall, size: Size, dx: number): TensorInfo[] {
  const { T, B, H } = size;
  const { engine } = call.backend;
  const at = addresses(call, [
    ...(['recurrentKernel', 'initialHidden', 'outputs'] as const),
    ...(['outputsGradient', 'finalHiddenGradient'] as const),
  ]);
  const dh = stateGradient(call, at.finalHiddenGradient, size);
  const kernel = { from: at.recurrentKernel, depth: H, columns: H, transposed: true };
  withPanels(engine, kernel, (packedUT) => {
    const given = [T, B, H, at.outputs, packedUT, at.outputsGradient];
    const scratchBytes = (rows: number) => engine.kernels.recurrentScratchBytes(rows, H);
    runByBatch(engine, JOB.rnnBackward, size, scratchBytes, [...given, dx, dh.address]);
  });
  return [recurrentKernelGradient(call, size, { ...at, dz: dx, N: H }), dh.info];
}

export function registerRnnKernels(): void {
  registerRecurrentKernels(RNN, { forward, backward });
}
