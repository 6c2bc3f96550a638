import { registerGradient, type Tensor } from '@tensorflow/tfjs-core';
import { DROPOUT, runKernel } from './kernels.ts';

/** Teaches TensorFlow.js the gradients that it has to look up by a kernel's name; importing the package does it. */
export function registerGradients(): void {
  registerGradient({
    kernelName: DROPOUT,
    gradFunc: (dy, _saved, attributes) => ({
      x: () => runKernel(DROPOUT, { x: dy as Tensor }, attributes)[0]!,
    }),
  });
}
