import type { RecurrentDimensions } from './dimensions.ts';

/**
 * The definition of correct: a plain recurrent layer (Elman 1990, Keras' `SimpleRNN`) over a whole sequence, forward and
 * backward, in plain loops. Every fast kernel is tested against these two functions, which are tested against finite differences.
 *
 *   h_t = tanh(x_t + h_{t-1} U)
 */
export interface RnnForward {
  /** [T, B, H] */
  readonly outputs: Float32Array;
}

/** The gradients of `rnnForward`'s inputs. */
export interface RnnBackward {
  /** [T, B, H] */
  readonly preactivations: Float32Array;
  /** [H, H] */
  readonly recurrentKernel: Float32Array;
  /** [B, H] */
  readonly initialHidden: Float32Array;
}

/**
 * Outputs of a plain recurrent layer. All arrays are row-major float32.
 *
 * @param x pre-activations [T, B, H], time-major
 * @param recurrentKernel [H, H]
 * @param initialHidden [B, H]
 */
export function rnnForward(
  x: Float32Array,
  recurrentKernel: Float32Array,
  initialHidden: Float32Array,
  { T, B, H }: RecurrentDimensions,
): RnnForward {
  const outputs = new Float32Array(T * B * H);
  for (let row = 0; row < T * B; row++) {
    // row = t * B + b, so the previous step of the same sequence is B rows back
    const hidden = row < B ? initialHidden : outputs;
    const previous = (row < B ? row : row - B) * H;
    const z = Float64Array.from(x.subarray(row * H, (row + 1) * H));
    for (let k = 0; k < H; k++) {
      const h = hidden[previous + k]!;
      for (let j = 0; j < H; j++) z[j]! += h * recurrentKernel[k * H + j]!;
    }
    for (let j = 0; j < H; j++) outputs[row * H + j] = Math.tanh(z[j]!);
  }
  return { outputs };
}

/**
 * Gradients of a loss by the inputs of `rnnForward`.
 *
 * @param gradient the loss's derivative by the outputs [T, B, H] and the last hidden state [B, H]
 * @param recurrentKernel [H, H], as `rnnForward` got it
 * @param initialHidden [B, H], likewise
 */
export function rnnBackward(
  gradient: { readonly outputs: Float32Array; readonly finalHidden: Float32Array },
  { outputs }: RnnForward,
  recurrentKernel: Float32Array,
  initialHidden: Float32Array,
  { T, B, H }: RecurrentDimensions,
): RnnBackward {
  const dx = new Float32Array(T * B * H);
  const dU = new Float64Array(H * H);
  const dh = Float64Array.from(gradient.finalHidden); // (B, H)
  for (let row = T * B - 1; row >= 0; row--) {
    const hidden = row < B ? initialHidden : outputs;
    const previous = (row < B ? row : row - B) * H;
    const state = (row % B) * H;
    for (let j = 0; j < H; j++) {
      const h = outputs[row * H + j]!;
      dx[row * H + j] = (dh[state + j]! + gradient.outputs[row * H + j]!) * (1 - h * h);
    }
    for (let k = 0; k < H; k++) {
      let sum = 0;
      for (let j = 0; j < H; j++) {
        sum += dx[row * H + j]! * recurrentKernel[k * H + j]!;
        dU[k * H + j]! += hidden[previous + k]! * dx[row * H + j]!;
      }
      dh[state + k] = sum;
    }
  }
  return {
    preactivations: dx,
    recurrentKernel: Float32Array.from(dU),
    initialHidden: Float32Array.from(dh),
  };
}
