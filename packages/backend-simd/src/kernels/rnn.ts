import { RNN } from '@longrange/ops';
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
  const at = operands(call, { recurrentKernel: [H, H], initialHidden: [B, H] });
  const outputs = call.output([T, B, H]);
  withPanels(engine, kernelOperand(at.recurrentKernel, H, H, H), (packedU) => {
    const given = { x, tokens, table, packedU, h0: at.initialHidden };
    runByBatch(engine, 'rnnForward', size, { ...given, outputs: outputs.address });
  });
  return [outputs.info, lastStep(call, outputs.address, size)];
}

function backward(call: KernelCall, size: Size, dx: number): TensorInfo[] {
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

export const rnnKernels = recurrentKernels(RNN, { forward, backward });
