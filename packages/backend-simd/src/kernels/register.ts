import { copyRegisteredKernels } from '@tensorflow/tfjs-core';
import { blockKernels } from './blocks.ts';
import { elementwiseKernels } from './elementwise.ts';
import { generateKernels } from './generate.ts';
import { registerHotKernel } from './kernel.ts';
import { matmulKernels } from './matmul.ts';
import { matrixStateKernels } from './matrix-state.ts';
import { optimizerKernels } from './optimizer.ts';
import { projectionKernelsOfEngine } from './projections.ts';
import { recurrentCellKernels } from './recurrent.ts';
import { windowAttentionKernels } from './window-attention.ts';

const hotKernels = [
  ...matmulKernels,
  ...recurrentCellKernels,
  ...matrixStateKernels,
  ...windowAttentionKernels,
  ...elementwiseKernels,
  ...blockKernels,
  ...projectionKernelsOfEngine,
  ...optimizerKernels,
  ...generateKernels,
];

/** Registers all kernels of the CPU backend for a backend of this name, and in front of them those that run on its engine. */
export function registerKernels(backendName: string): void {
  copyRegisteredKernels('cpu', backendName);
  for (const kernel of hotKernels) registerHotKernel(backendName, kernel);
}
