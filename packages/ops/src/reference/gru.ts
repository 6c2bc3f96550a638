import type { RecurrentDimensions } from './dimensions.ts';

/**
 * The definition of correct: a GRU layer over a whole sequence, forward and backward, in plain loops.
 * Every fast kernel is tested against these two functions, which are tested against finite differences.
 *
 * Cho et al. 2014 in the variant that resets after the product, as in Keras (`reset_after`), cuDNN and PyTorch; gate order
 * z, r, h as in Keras:
 *
 *   u = h_{t-1} U + b        z, r = σ(x_z + u_z), σ(x_r + u_r)
 *   g = tanh(x_h + r ⊙ u_h)  h_t = z ⊙ h_{t-1} + (1 - z) ⊙ g
 */
export interface GruForward {
  /** [T, B, H] */
  readonly outputs: Float32Array;
  /** [T, B, 4H]; z, r, the candidate g, and u_h */
  readonly gates: Float32Array;
}

/** The gradients of `gruForward`'s inputs. */
export interface GruBackward {
  /** [T, B, 3H] */
  readonly preactivations: Float32Array;
  /** [H, 3H] */
  readonly recurrentKernel: Float32Array;
  /** [3H] */
  readonly recurrentBias: Float32Array;
  /** [B, H] */
  readonly initialHidden: Float32Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Outputs and gates of a GRU layer. All arrays are row-major float32.
 *
 * @param x pre-activations [T, B, 3H], time-major, with the bias of the inputs
 * @param recurrentKernel [H, 3H]
 * @param recurrentBias [3H]
 * @param initialHidden [B, H]
 */
export function gruForward(
  x: Float32Array,
  recurrentKernel: Float32Array,
  recurrentBias: Float32Array,
  initialHidden: Float32Array,
  { T, B, H }: RecurrentDimensions,
): GruForward {
  const outputs = new Float32Array(T * B * H);
  const gates = new Float32Array(T * B * 4 * H);
  for (let row = 0; row < T * B; row++) {
    // row = t * B + b, so the previous step of the same sequence is B rows back
    const hidden = row < B ? initialHidden : outputs;
    const previous = (row < B ? row : row - B) * H;
    const u = Float64Array.from(recurrentBias);
    for (let k = 0; k < H; k++) {
      const h = hidden[previous + k]!;
      for (let j = 0; j < 3 * H; j++) u[j]! += h * recurrentKernel[k * 3 * H + j]!;
    }
    for (let j = 0; j < H; j++) {
      const z = sigmoid(x[row * 3 * H + j]! + u[j]!);
      const r = sigmoid(x[row * 3 * H + H + j]! + u[H + j]!);
      const g = Math.tanh(x[row * 3 * H + 2 * H + j]! + r * u[2 * H + j]!);
      gates[row * 4 * H + j] = z;
      gates[row * 4 * H + H + j] = r;
      gates[row * 4 * H + 2 * H + j] = g;
      gates[row * 4 * H + 3 * H + j] = u[2 * H + j]!;
      outputs[row * H + j] = z * hidden[previous + j]! + (1 - z) * g;
    }
  }
  return { outputs, gates };
}

/**
 * Gradients of a loss by the inputs of `gruForward`.
 *
 * @param gradient the loss's derivative by the outputs [T, B, H] and the last hidden state [B, H]
 * @param recurrentKernel [H, 3H], as `gruForward` got it
 * @param initialHidden [B, H], likewise
 */
export function gruBackward(
  gradient: { readonly outputs: Float32Array; readonly finalHidden: Float32Array },
  { outputs, gates }: GruForward,
  recurrentKernel: Float32Array,
  initialHidden: Float32Array,
  { T, B, H }: RecurrentDimensions,
): GruBackward {
  const dx = new Float32Array(T * B * 3 * H);
  const dU = new Float64Array(H * 3 * H);
  const db = new Float64Array(3 * H);
  const dh = Float64Array.from(gradient.finalHidden); // (B, H)
  const du = new Float64Array(3 * H);
  for (let row = T * B - 1; row >= 0; row--) {
    const hidden = row < B ? initialHidden : outputs;
    const previous = (row < B ? row : row - B) * H;
    const state = (row % B) * H;
    for (let j = 0; j < H; j++) {
      const z = gates[row * 4 * H + j]!;
      const r = gates[row * 4 * H + H + j]!;
      const g = gates[row * 4 * H + 2 * H + j]!;
      const dhj = dh[state + j]! + gradient.outputs[row * H + j]!;
      const dg = dhj * (1 - z) * (1 - g * g);
      du[j] = dhj * (hidden[previous + j]! - g) * z * (1 - z);
      du[H + j] = dg * gates[row * 4 * H + 3 * H + j]! * r * (1 - r);
      du[2 * H + j] = dg * r;
      dx[row * 3 * H + j] = du[j]!;
      dx[row * 3 * H + H + j] = du[H + j]!;
      dx[row * 3 * H + 2 * H + j] = dg;
      dh[state + j] = dhj * z;
    }
    for (let j = 0; j < 3 * H; j++) db[j]! += du[j]!;
    for (let k = 0; k < H; k++) {
      for (let j = 0; j < 3 * H; j++) {
        dh[state + k]! += du[j]! * recurrentKernel[k * 3 * H + j]!;
        dU[k * 3 * H + j]! += hidden[previous + k]! * du[j]!;
      }
    }
  }
  return {
    preactivations: dx,
    recurrentKernel: Float32Array.from(dU),
    recurrentBias: Float32Array.from(db),
    initialHidden: Float32Array.from(dh),
  };
}
