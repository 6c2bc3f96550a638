import { add, div, mul, type Scalar, sqrt, square, sub, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { ADAM_STEP, type AdamAttributes, hasKernel, runKernel, SQUARED_NORM } from './kernels.ts';

/** A parameter, its gradient and its moments: all of one shape, float32. */
export interface AdamTensors {
  /** Any shape, float32. */
  readonly parameter: Tensor;
  /** Of the loss by the parameter: its shape, float32. */
  readonly gradient: Tensor;
  /** Running mean of the gradient; zeros before the first step. */
  readonly firstMoment: Tensor;
  /** Running mean of its square; zeros before the first step. */
  readonly secondMoment: Tensor;
}

/** Σ x², float32 scalar. */
export function squaredNorm(x: Tensor): Scalar {
  if (hasKernel(SQUARED_NORM)) return runKernel(SQUARED_NORM, { x })[0] as Scalar;
  return tidy(() => sum(square(x)) as Scalar);
}

/**
 * One update of Adam (Kingma & Ba 2015; ε outside the root, as in Keras) of one parameter; all tensors have its shape.
 * Returns new tensors and leaves those given as they are, unless they are donated.
 */
export function adamStep(tensors: AdamTensors, attributes: AdamAttributes): Omit<AdamTensors, 'gradient'> {
  if (hasKernel(ADAM_STEP)) {
    const [parameter, firstMoment, secondMoment] = runKernel(ADAM_STEP, { ...tensors }, attributes);
    return { parameter: parameter!, firstMoment: firstMoment!, secondMoment: secondMoment! };
  }
  return tidy(() => composedStep(tensors, attributes));
}

function composedStep(
  tensors: AdamTensors,
  attributes: AdamAttributes,
): Omit<AdamTensors, 'gradient'> & Record<string, Tensor> {
  const { learningRate, beta1, beta2, epsilon, step, gradientScale } = attributes;
  const gradient = mul(tensors.gradient, gradientScale);
  const firstMoment = add(mul(tensors.firstMoment, beta1), mul(gradient, 1 - beta1));
  const secondMoment = add(mul(tensors.secondMoment, beta2), mul(square(gradient), 1 - beta2));
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  const update = div(mul(firstMoment, rate), add(sqrt(secondMoment), epsilon));
  return { parameter: sub(tensors.parameter, update), firstMoment, secondMoment };
}
