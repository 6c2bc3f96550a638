import { type GradConfig, registerGradient, type Tensor } from '@tensorflow/tfjs-core';
import {
  DROPOUT,
  LSTM,
  LSTM_FROM_TOKENS,
  LSTM_FROM_TOKENS_GRADIENT,
  LSTM_GRADIENT,
  runKernel,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
} from './kernels.ts';

/**
 * A gradient kernel makes all gradients at once, so it runs before TensorFlow.js asks for the first of them: inside
 * a getter the others would be disposed with the getter's scope.
 */
function eager(names: readonly string[], tensors: readonly Tensor[]): Record<string, () => Tensor> {
  return Object.fromEntries(names.map((name, i) => [name, () => tensors[i]!]));
}

function lstmGradient(kernelName: string, gradientKernel: string, sequence: readonly string[]): GradConfig {
  const inputsToSave = [...sequence, 'recurrentKernel', 'initialHidden', 'initialCell'];
  return {
    kernelName,
    inputsToSave,
    outputsToSave: [true, false, false, true, true],
    gradFunc: (dy, saved) => {
      const [outputsGradient, finalHiddenGradient, finalCellGradient] = dy as Tensor[];
      const inputs = Object.fromEntries(
        [...inputsToSave, 'outputs', 'gates', 'cells'].map((name, i) => [name, saved[i]!]),
      );
      const gradients = runKernel(gradientKernel, {
        ...inputs,
        outputsGradient: outputsGradient!,
        finalHiddenGradient: finalHiddenGradient!,
        finalCellGradient: finalCellGradient!,
      });
      const source = kernelName === LSTM ? 'preactivations' : 'table';
      return eager([source, 'recurrentKernel', 'initialHidden', 'initialCell'], gradients);
    },
  };
}

/** Teaches TensorFlow.js the gradients of the fused ops; importing the package does it. */
export function registerGradients(): void {
  registerGradient(lstmGradient(LSTM, LSTM_GRADIENT, []));
  registerGradient(lstmGradient(LSTM_FROM_TOKENS, LSTM_FROM_TOKENS_GRADIENT, ['tokens', 'table']));
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
