import { RNN } from '@longrange/ops/backend';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './kernel.ts';
import { operands } from './operands.ts';
import { withPanels } from './panels.ts';
import {
  atStep,
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
} from './recurrent.ts';

function forward(call: KernelCall, size: Size, source: Source): TensorInfo[] {
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
