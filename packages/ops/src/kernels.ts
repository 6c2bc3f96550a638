import { engine, getBackend, getKernel, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Attributes of forward kernels. */
export interface ForwardAttributes {
  /** Return what only the gradient needs, after outputs and final state; default true */
  readonly save?: boolean;
}

/** Name of the kernel of `softmaxCrossEntropy`. A backend registers kernels of its own under these names. */
export const SOFTMAX_CROSS_ENTROPY = 'LongrangeSoftmaxCrossEntropy';
/** Name of the kernel of the gradient of `softmaxCrossEntropy`. */
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
  /** Added to the root of the second moment. */
  readonly epsilon: number;
  /** Number of this update, from 1: bias correction needs it. */
  readonly step: number;
  /** Factor of each gradient, applied first: clipping by norm costs no pass of its own. */
  readonly gradientScales: readonly number[];
  /** Weight decay of each parameter (see `adamSteps`), at least 0; default none */
  readonly weightDecays?: readonly number[];
  /**
   * Let the engine write the results over the parameters and moments, which saves their memory; the caller must not read them any
   * more. Tensors that are held elsewhere, or given twice, are left as they are. Default false.
   */
  readonly donate?: boolean;
}

/** True if the current backend has a kernel of its own; if not, an op is composed of TensorFlow.js ops. */
export function hasKernel(name: string): boolean {
  return getKernel(name, getBackend()) != null;
}

/** Runs a kernel with several outputs on the current backend, recorded for gradients. */
export function runKernel(name: string, inputs: NamedTensorMap, attributes: object = {}): Tensor[] {
  const result: Tensor | Tensor[] = engine().runKernel(name, inputs, { ...attributes });
  return Array.isArray(result) ? result : [result];
}

/** Gradients by inputs, by their names, from those by the results and from what was saved. */
type Backward = (
  dy: readonly Tensor[],
  outputs: readonly Tensor[],
  inputs: NamedTensorMap,
) => Record<string, () => Tensor>;

/**
 * Runs a kernel whose last outputs only its gradient needs: the tape holds them, and they are not visible elsewhere. As outputs of a kernel with a
 * registered gradient they would each get a gradient of zeros of their size, for nothing. The kernel is told to save
 * nothing where there is no tape.
 *
 * @param shown number of outputs that are results
 * @param saved names of the inputs that the gradient needs; it is given all outputs and these
 */
export function runKernelAndSave(
  name: string,
  inputs: NamedTensorMap,
  shown: number,
  saved: readonly string[],
  backward: Backward,
): Tensor[] {
  // This call is on the tape, too, but nothing leads from its outputs to a loss: only from the clones below.
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
    // A single result comes without its list.
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
 * A gradient kernel makes all gradients at once, so it runs before TensorFlow.js asks for the first of them: inside
 * a getter the others would be disposed with the getter's scope.
 */
export function eager(names: readonly string[], tensors: readonly Tensor[]): Record<string, () => Tensor> {
  return Object.fromEntries(names.map((name, i) => [name, () => tensors[i]!]));
}
