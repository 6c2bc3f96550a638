import {
  type KernelBackend,
  type KernelFunc,
  type NamedTensorInfoMap,
  registerKernel,
} from '@tensorflow/tfjs-core';
import {
  ADAM_STEPS,
  type AdamAttributes,
  DROPOUT,
  type DropoutAttributes,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
  SQUARED_NORMS,
  type SquaredNormsAttributes,
} from '../kernels.ts';
import { adamValues, dropoutValues, softmaxCrossEntropyValues } from './elementwise.ts';
import { floats, integers, make, type ReferenceKernel } from './kernel-call.ts';
import { recurrentKernels } from './recurrent-kernels.ts';

const kernels: Readonly<Record<string, ReferenceKernel>> = {
  ...recurrentKernels,

  [SOFTMAX_CROSS_ENTROPY]: (call) => {
    const [N, V] = call.inputs.logits!.shape as [number, number];
    const result = softmaxCrossEntropyValues(floats(call, 'logits'), integers(call, 'targets'), N, V);
    return [
      make(call, result.losses, [N]),
      make(call, result.correct, [N]),
      make(call, result.residual, [N, V]),
    ];
  },

  [SOFTMAX_CROSS_ENTROPY_GRADIENT]: (call) => {
    const [N, V] = call.inputs.residual!.shape as [number, number];
    const scale = floats(call, 'lossesGradient');
    return make(
      call,
      floats(call, 'residual').map((value, i) => value * scale[Math.floor(i / V)]!),
      [N, V],
    );
  },

  [DROPOUT]: (call) => {
    const { rate, seed } = call.attrs as DropoutAttributes;
    return make(call, dropoutValues(floats(call, 'x'), rate, seed), call.inputs.x!.shape);
  },

  [SQUARED_NORMS]: (call) => {
    const { count } = call.attrs as SquaredNormsAttributes;
    const norms = Float32Array.from({ length: count }, (_, i) =>
      floats(call, `x${i}`).reduce((sum, x) => sum + x * x, 0),
    );
    return make(call, norms, [count]);
  },

  [ADAM_STEPS]: (call) => {
    const attributes = call.attrs as AdamAttributes;
    return attributes.gradientScales.flatMap((_, i) => {
      const next = adamValues(
        {
          parameter: floats(call, `parameter${i}`),
          firstMoment: floats(call, `firstMoment${i}`),
          secondMoment: floats(call, `secondMoment${i}`),
        },
        floats(call, `gradient${i}`),
        attributes,
        i,
      );
      const { shape } = call.inputs[`parameter${i}`]!;
      return [next.parameter, next.firstMoment, next.secondMoment].map((values) => make(call, values, shape));
    });
  },
};

/** Registers the plain kernels for a backend whose tensors `readSync` can read. */
export function registerReferenceKernels(backendName: string): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const kernelFunc: KernelFunc = ({ inputs, backend, attrs }) =>
      kernel({ inputs: inputs as NamedTensorInfoMap, backend: backend as KernelBackend, attrs: attrs ?? {} });
    registerKernel({ kernelName, backendName, kernelFunc });
  }
}
