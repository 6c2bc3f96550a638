import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  getKernelsForBackend,
  registerBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** The cpu backend without our kernels: what the ops do where only TensorFlow.js is there. */
export const COMPOSED = 'cpu-composed';

export function registerComposedBackend(): void {
  registerBackend(COMPOSED, () => new MathBackendCPU());
  copyRegisteredKernels('cpu', COMPOSED);
  for (const { kernelName } of getKernelsForBackend(COMPOSED)) {
    if (kernelName.startsWith('Longrange')) unregisterKernel(kernelName, COMPOSED);
  }
}
