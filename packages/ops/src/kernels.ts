import { engine, getBackend, getKernel, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Attributes of forward kernels. */
export interface ForwardAttributes {
  /** True (the default) to also return what only the gradient needs, after outputs and final state */
  readonly save?: boolean;
}

/** Name of the kernel of `softmaxCrossEntropy`. Backends register their own kernels under these names. */
export const SOFTMAX_CROSS_ENTROPY = 'LongrangeSoftmaxCrossEntropy';
/** Name of the gradient kernel of `softmaxCrossEntropy`. */
export const SOFTMAX_CROSS_ENTROPY_GRADIENT = 'LongrangeSoftmaxCrossEntropyGradient';
/** Name of the kernel of `dropout`. */
export const DROPOUT = 'LongrangeDropout';
/** Name of the kernel of `squaredNorms`: inputs `x0`, `x1` and so on, `SquaredNormsAttributes`; one output, [N]. */
export const SQUARED_NORMS = 'LongrangeSquaredNorms';
/**
 * Name of the kernel of `adamSteps`: inputs `parameter0`, `gradient0`, `firstMoment0`, `secondMoment0`, `parameter1` and so on, `AdamAttributes`;
 * outputs parameter, first and second moment of each, in this order.
 */
export const ADAM_STEPS = 'LongrangeAdamSteps';
/** Name of the kernel of `generate`. */
export const GENERATE = 'LongrangeGenerate';

/** Attributes of the `LongrangeDropout` kernel. */
export interface DropoutAttributes {
  /** Share of elements set to zero, in [0, 1). */
  readonly rate: number;
  /** Unsigned 32-bit key of the counter-based random stream. */
  readonly seed: number;
}

/** Attributes of the `LongrangeSquaredNorms` kernel. */
export interface SquaredNormsAttributes {
  /** Number of tensors */
  readonly count: number;
}

/** Attributes of the `LongrangeAdamSteps` kernel. */
export interface AdamAttributes {
  /** Learning rate of this step */
  readonly learningRate: number;
  /** Share of the first moment that is kept, in [0, 1) */
  readonly beta1: number;
  /** Share of the second moment that is kept, in [0, 1) */
  readonly beta2: number;
  /** Number added to the root of the second moment. */
  readonly epsilon: number;
  /** Number of this update, from 1: bias correction needs it. */
  readonly step: number;
  /** Factor of each gradient, applied first, so that clipping by norm needs no separate pass. */
  readonly gradientScales: readonly number[];
  /** Weight decay of each parameter (see `adamSteps`), at least 0; default none */
  readonly weightDecays?: readonly number[];
  /**
   * Lets the engine overwrite the parameters and moments with the results, which saves memory; the caller must not read them
   * afterwards. Tensors that are held elsewhere, or given twice, are left unchanged. Default false.
   */
  readonly donate?: boolean;
}

/** True if the current backend has a kernel of its own; otherwise the op is composed of TensorFlow.js ops. */
export function hasKernel(name: string): boolean {
  return getKernel(name, getBackend()) != null;
}

/** Runs a kernel with several outputs on the current backend, recorded for gradients. */
export function runKernel(name: string, inputs: NamedTensorMap, attributes: object = {}): Tensor[] {
  const result: Tensor | Tensor[] = engine().runKernel(name, inputs, { ...attributes });
  return Array.isArray(result) ? result : [result];
}

/** Computes the gradients of inputs, by name, from those of the results and from the saved tensors. */
type Backward = (
  dy: readonly Tensor[],
  outputs: readonly Tensor[],
  inputs: NamedTensorMap,
) => Record<string, () => Tensor>;

/**
 * Runs a kernel whose last outputs only its gradient needs: the tape holds them, and they are visible nowhere else. If they were outputs
 * of a kernel with a registered gradient, each would get a useless gradient of zeros of its size. Without a tape, the kernel is told to
 * save nothing.
 *
 * @param shown number of outputs that are results
 * @param saved names of the inputs that the gradient needs; it receives these and all outputs
 */
export function runKernelAndSave(
  name: string,
  inputs: NamedTensorMap,
  shown: number,
  saved: readonly string[],
  backward: Backward,
): Tensor[] {
  // This call is on the tape as well, but no loss depends on its outputs, only on the clones below.
  const attributes: ForwardAttributes = { save: engine().state.gradientDepth > 0 };
  const outputs = runKernel(name, inputs, attributes);
  const forwardFunc = (_backend: unknown, save: (tensors: Tensor[]) => void): Tensor[] => {
    save([...outputs, ...saved.map((input) => inputs[input]!)]);
    return outputs.slice(0, shown).map((output) => output.clone());
  };
  // TensorFlow.js's own `customGrad` calls this, but returns a single output.
  const run = engine() as unknown as {
    runKernelFunc(call: {
      forwardFunc: typeof forwardFunc;
      backwardsFunc: (
        dy: Tensor | readonly Tensor[],
        kept: readonly Tensor[],
      ) => Record<string, () => Tensor>;
      inputs: NamedTensorMap;
    }): Tensor[];
  };
  const results = run.runKernelFunc({
    forwardFunc,
    // A single result does not come as a list.
    backwardsFunc: (dy, kept) =>
      backward(
        Array.isArray(dy) ? dy : [dy],
        kept.slice(0, outputs.length),
        Object.fromEntries(saved.map((input, i) => [input, kept[outputs.length + i]!])),
      ),
    inputs,
  });
  for (const output of outputs) output.dispose();
  return results;
}

/**
 * Wraps gradients as getters. A gradient kernel makes all gradients at once, so it runs before TensorFlow.js requests the
 * first: inside a getter, the others would be disposed of with the getter's scope.
 */
export function eager(names: readonly string[], tensors: readonly Tensor[]): Record<string, () => Tensor> {
  return Object.fromEntries(names.map((name, i) => [name, () => tensors[i]!]));
}
