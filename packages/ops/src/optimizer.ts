import { LongrangeError } from '@longrange/errors';
import {
  add,
  div,
  mul,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkTensor, checkValue, shapeOf } from './check-shape.ts';
import {
  ADAM_STEPS,
  type AdamAttributes,
  hasKernel,
  runKernel,
  SQUARED_NORMS,
  type SquaredNormsAttributes,
} from './kernels.ts';

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

/** What a step changes: of the parameter's shape, float32. */
type UpdatedTensors = Omit<AdamTensors, 'gradient'>;

const HINT = 'a parameter, its gradient and its moments are float32 tensors of one shape.';

/**
 * Σ x² of each tensor, all in one pass: [N] float32, in the order of the tensors. Not differentiable.
 *
 * @param tensors any shapes, float32; not disposed of
 * @throws LongrangeError OPS_SHAPE for another dtype
 */
export function squaredNorms(tensors: readonly Tensor[]): Tensor1D {
  checkValue('squaredNorms', Array.isArray(tensors), 'tensors', 'a list of tensors', tensors);
  tensors.forEach((x, i) => {
    checkTensor('squaredNorms', `x${i}`, x, shapeOf('squaredNorms', `x${i}`, x), 'float32', HINT);
  });
  if (tensors.length === 0) return tensor1d([], 'float32');
  if (!hasKernel(SQUARED_NORMS)) return tidy(() => stack(tensors.map((x) => sum(square(x)))) as Tensor1D);
  const attributes: SquaredNormsAttributes = { count: tensors.length };
  const inputs = Object.fromEntries(tensors.map((x, i) => [`x${i}`, x]));
  return runKernel(SQUARED_NORMS, inputs, attributes)[0] as Tensor1D;
}

/**
 * One update of Adam (Kingma & Ba 2015; ε outside the root, as in Keras) of each parameter, all in one pass.
 * Returns new tensors, in the order of the parameters, and leaves those given as they are, unless they are donated. Not differentiable.
 *
 * @throws LongrangeError OPS_SHAPE for tensors of one parameter that differ in shape, or another number of `gradientScales`
 */
export function adamSteps(tensors: readonly AdamTensors[], attributes: AdamAttributes): UpdatedTensors[] {
  checkTensors(tensors, attributes);
  if (tensors.length === 0) return [];
  if (!hasKernel(ADAM_STEPS))
    return tidy(() => tensors.map((one, i) => composedStep(one, attributes, attributes.gradientScales[i]!)));
  const inputs: Record<string, Tensor> = {};
  tensors.forEach(({ parameter, gradient, firstMoment, secondMoment }, i) => {
    inputs[`parameter${i}`] = parameter;
    inputs[`gradient${i}`] = gradient;
    inputs[`firstMoment${i}`] = firstMoment;
    inputs[`secondMoment${i}`] = secondMoment;
  });
  const results = runKernel(ADAM_STEPS, inputs, attributes);
  return tensors.map((_, i) => {
    const [parameter, firstMoment, secondMoment] = results.slice(3 * i, 3 * i + 3) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return { parameter, firstMoment, secondMoment };
  });
}

function checkTensors(tensors: readonly AdamTensors[], attributes: AdamAttributes): void {
  checkValue('adamSteps', Array.isArray(tensors), 'tensors', 'a list of `{ parameter, … }`', tensors);
  for (const name of ['learningRate', 'beta1', 'beta2', 'epsilon', 'step'] as const) {
    const value = attributes?.[name];
    checkValue('adamSteps', Number.isFinite(value) && value >= 0, name, 'a number from 0', value);
  }
  const { gradientScales } = attributes;
  const areNumbers =
    Array.isArray(gradientScales) && gradientScales.every((scale) => typeof scale === 'number');
  checkValue('adamSteps', areNumbers, 'gradientScales', 'a list of numbers', gradientScales);
  if (gradientScales.length !== tensors.length)
    throw new LongrangeError({
      code: 'OPS_SHAPE',
      message: `adamSteps: expected \`gradientScales\` to hold a number for each of ${tensors.length} parameters, got ${gradientScales.length}.`,
      hint: 'a scale of 1 leaves a gradient as it is.',
    });
  tensors.forEach((one, i) => {
    const shape = shapeOf('adamSteps', `parameter${i}`, one?.parameter);
    for (const name of ['parameter', 'gradient', 'firstMoment', 'secondMoment'] as const)
      checkTensor('adamSteps', `${name}${i}`, one[name], shape, 'float32', HINT);
  });
}

function composedStep(
  tensors: AdamTensors,
  { learningRate, beta1, beta2, epsilon, step }: AdamAttributes,
  gradientScale: number,
): UpdatedTensors & Record<string, Tensor> {
  const gradient = mul(tensors.gradient, gradientScale);
  const firstMoment = add(mul(tensors.firstMoment, beta1), mul(gradient, 1 - beta1));
  const secondMoment = add(mul(tensors.secondMoment, beta2), mul(square(gradient), 1 - beta2));
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  const update = div(mul(firstMoment, rate), add(sqrt(secondMoment), epsilon));
  return { parameter: sub(tensors.parameter, update), firstMoment, secondMoment };
}
