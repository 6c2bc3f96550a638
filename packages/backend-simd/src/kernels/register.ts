import { copyRegisteredKernels, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { Engine } from '../engine.ts';
import { EngineBackend } from '../engine-backend.ts';
import { blockKernels } from './blocks.ts';
import { elementwiseKernels } from './elementwise.ts';
import { generateKernels } from './generate.ts';
import { generateByStepsKernels } from './generate-by-steps.ts';
import { registerHotKernel } from './kernel.ts';
import { matmulKernels } from './matmul.ts';
import { matrixStateKernels } from './matrix-state.ts';
import { optimizerKernels } from './optimizer.ts';
import { pointwiseKernels } from './pointwise.ts';
import { projectionKernelsOfEngine } from './projections.ts';
import { recurrentCellKernels } from './recurrent.ts';
import { windowAttentionKernels } from './window-attention.ts';

const hotKernels = [
  ...pointwiseKernels,
  ...matmulKernels,
  ...recurrentCellKernels,
  ...matrixStateKernels,
  ...windowAttentionKernels,
  ...elementwiseKernels,
  ...blockKernels,
  ...projectionKernelsOfEngine,
  ...optimizerKernels,
  ...generateKernels,
  ...generateByStepsKernels,
];

/**
 * Registers an engine as a backend of this name and selects it, with all kernels of the CPU backend, and in front of them those that run on
 * the engine.
 *
 * @param restart starts another engine: TensorFlow.js requests one after it has disposed of the backend (`tf.engine().reset()`)
 */
export async function registerEngine(
  name: string,
  engine: Engine,
  restart: () => Engine | Promise<Engine>,
  priority: number,
): Promise<void> {
  let first: Engine | undefined = engine;
  const next = () => {
    const started = first ?? restart();
    first = undefined;
    return started instanceof Engine
      ? new EngineBackend(started)
      : started.then((fresh) => new EngineBackend(fresh));
  };
  registerBackend(name, next, priority);
  copyRegisteredKernels('cpu', name);
  for (const kernel of hotKernels) registerHotKernel(name, kernel);
  await setBackend(name);
}
