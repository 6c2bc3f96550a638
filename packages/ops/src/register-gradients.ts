import { type GradConfig, registerGradient, type Tensor } from '@tensorflow/tfjs-core';
import {
  DROPOUT,
  GRU,
  LSTM,
  type RecurrentKernels,
  RNN,
  runKernel,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
  stateInput,
} from './kernels.ts';

/**
 * A gradient kernel makes all gradients at once, so it runs before TensorFlow.js asks for the first of them: inside
 * a getter the others would be disposed with the getter's scope.
 */
function eager(names: readonly string[], tensors: readonly Tensor[]): Record<string, () => Tensor> {
  return Object.fromEntries(names.map((name, i) => [name, () => tensors[i]!]));
}

/** @param fromTokens whether it is the gradient of the kernel that reads characters */
function recurrentGradient(kernels: RecurrentKernels, fromTokens: boolean): GradConfig {
  const initial = kernels.states.map((state) => stateInput('initial', state));
  // Both gradient kernels take the weights, but only that from tokens needs its source.
  const inputsToSave = [...(fromTokens ? ['tokens', 'table'] : []), ...kernels.weights, ...initial];
  const savedNames = [...inputsToSave, 'outputs', ...kernels.saved];
  const gradientNames = [
    'outputsGradient',
    ...kernels.states.map((state) => stateInput('final', state, 'Gradient')),
  ];
  const source = fromTokens ? 'table' : 'preactivations';
  return {
    kernelName: fromTokens ? kernels.forwardFromTokens : kernels.forward,
    inputsToSave,
    outputsToSave: [true, ...kernels.states.map(() => false), ...kernels.saved.map(() => true)],
    gradFunc: (dy, saved) => {
      const inputs = [
        ...savedNames.map((name, i) => [name, saved[i]!] as const),
        ...gradientNames.map((name, i) => [name, (dy as Tensor[])[i]!] as const),
      ];
      const kernel = fromTokens ? kernels.gradientFromTokens : kernels.gradient;
      const gradients = runKernel(kernel, Object.fromEntries(inputs));
      return eager([source, ...kernels.weights, ...initial], gradients);
    },
  };
}

/** Teaches TensorFlow.js the gradients of the fused ops; importing the package does it. */
export function registerGradients(): void {
  for (const kernels of [LSTM, GRU, RNN]) {
    registerGradient(recurrentGradient(kernels, false));
    registerGradient(recurrentGradient(kernels, true));
  }
  registerGradient({
    kernelName: SOFTMAX_CROSS_ENTROPY,
    outputsToSave: [false, false, true],
    gradFunc: (dy, saved) => {
      const lossesGradient = (dy as Tensor[])[0]!;
      return {
        logits: () => runKernel(SOFTMAX_CROSS_ENTROPY_GRADIENT, { residual: saved[0]!, lossesGradient })[0]!,
      };
    },
  });
  registerGradient({
    kernelName: DROPOUT,
    gradFunc: (dy, _saved, attributes) => ({
      x: () => runKernel(DROPOUT, { x: dy as Tensor }, attributes)[0]!,
    }),
  });
}
