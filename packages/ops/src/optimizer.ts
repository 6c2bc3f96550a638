import { LongrangeError } from '@longrange/errors';
import {
  add,
  div,
  greaterEqual,
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
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';
import {
  ADAM_STEPS,
  type AdamAttributes,
  hasKernel,
  runKernel,
  SQUARED_NORMS,
  type SquaredNormsAttributes,
} from './kernels.ts';

/** Parameter with its gradient and moments: all of one shape, float32. */
export interface AdamTensors {
  /** Any shape, float32. */
  readonly parameter: Tensor;
  /** Gradient of the loss with respect to the parameter: its shape, float32 */
  readonly gradient: Tensor;
  /** Running mean of the gradient; zeros before the first step. */
  readonly firstMoment: Tensor;
  /** Running mean of the squared gradient; zeros before the first step. */
  readonly secondMoment: Tensor;
}

/** Tensors that a step changes: of the parameter's shape, float32 */
type UpdatedTensors = Omit<AdamTensors, 'gradient'>;

const HINT = 'a parameter, its gradient and its moments are float32 tensors of one shape.';

/**
 * Σ x² of each tensor, all in one pass: [N] float32, in the order of the tensors. Not differentiable.
 *
 * @param tensors any shapes, float32; not disposed of
 * @throws LongrangeError OPS_SHAPE for another dtype
 */
export function squaredNorms(tensors: readonly Tensor[]): Tensor1D {
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
 * Performs one update of Adam (Kingma & Ba 2015; ε outside the root, as in Keras) on each parameter, all in one pass.
 * A weight decay λ also subtracts `learningRate` · λ times an element (decoupled: Loshchilov & Hutter 2019), but only where the step moves
 * it toward zero anyway (cautious: Chen et al. 2025, arXiv 2510.12402).
 * Returns new tensors, in the order of the parameters, and leaves the given ones unchanged, unless they are donated. Not differentiable.
 *
 * @throws LongrangeError OPS_SHAPE for tensors of one parameter that differ in shape, or another number of `gradientScales` or `weightDecays`
 */
export function adamSteps(tensors: readonly AdamTensors[], attributes: AdamAttributes): UpdatedTensors[] {
  checkTensors(tensors, attributes);
  if (tensors.length === 0) return [];
  if (!hasKernel(ADAM_STEPS)) return tidy(() => tensors.map((one, i) => composedStep(one, attributes, i)));
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
  const { gradientScales, weightDecays } = attributes;
  const scaleHint = 'a scale of 1 leaves a gradient as it is.';
  checkCount(gradientScales, 'gradientScales', tensors.length, scaleHint);
  const decayHint = 'a parameter that does not decay has 0.';
  if (weightDecays !== undefined) checkCount(weightDecays, 'weightDecays', tensors.length, decayHint);
  tensors.forEach((one, i) => {
    const shape = shapeOf('adamSteps', `parameter${i}`, one.parameter);
    for (const name of ['parameter', 'gradient', 'firstMoment', 'secondMoment'] as const)
      checkTensor('adamSteps', `${name}${i}`, one[name], shape, 'float32', HINT);
  });
}

function checkCount({ length }: readonly number[], name: string, count: number, hint: string): void {
  if (length === count) return;
  throw new LongrangeError({
    code: 'OPS_SHAPE',
    message: `adamSteps: expected \`${name}\` to hold a number for each of ${count} parameters, got ${length}.`,
    hint,
  });
}

function composedStep(
  tensors: AdamTensors,
  { learningRate, beta1, beta2, epsilon, step, gradientScales, weightDecays }: AdamAttributes,
  index: number,
): UpdatedTensors & Record<string, Tensor> {
  const gradient = mul(tensors.gradient, gradientScales[index]!);
  const firstMoment = add(mul(tensors.firstMoment, beta1), mul(gradient, 1 - beta1));
  const secondMoment = add(mul(tensors.secondMoment, beta2), mul(square(gradient), 1 - beta2));
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  const update = div(mul(firstMoment, rate), add(sqrt(secondMoment), epsilon));
  const share = learningRate * (weightDecays?.[index] ?? 0);
  const parameter = sub(
    tensors.parameter,
    share === 0 ? update : add(update, decayed(tensors.parameter, update, share)),
  );
  return { parameter, firstMoment, secondMoment };
}

/** Returns the given share of a parameter where a step moves it toward zero, else 0 */
function decayed(parameter: Tensor, update: Tensor, share: number): Tensor {
  return where(greaterEqual(mul(update, parameter), 0), mul(parameter, share), zerosLike(parameter));
}
