import type { RecurrentDimensions } from './dimensions.ts';

/**
 * The definition of correct: an LSTM layer over a whole sequence, forward and backward, in plain loops.
 * Every fast kernel is tested against these two functions, which are tested against finite differences.
 *
 * Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000, gate order i, f, c, o as in Keras:
 *
 *   z = x_t + h_{t-1} U            i, f, o = σ(z_i), σ(z_f), σ(z_o)      g = tanh(z_c)
 *   c_t = f ⊙ c_{t-1} + i ⊙ g      h_t = o ⊙ tanh(c_t)
 */
export interface LstmForward {
  /** [T, B, H] */
  readonly outputs: Float32Array;
  /** [T, B, 4H] after their activations, in the order i, f, c, o */
  readonly gates: Float32Array;
  /** [T, B, H] */
  readonly cells: Float32Array;
}

/** The gradients of `lstmForward`'s inputs. */
export interface LstmBackward {
  /** [T, B, 4H] */
  readonly preactivations: Float32Array;
  /** [H, 4H] */
  readonly recurrentKernel: Float32Array;
  /** [B, H] */
  readonly initialHidden: Float32Array;
  /** [B, H] */
  readonly initialCell: Float32Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Outputs, activated gates and cell states of an LSTM layer. All arrays are row-major float32.
 *
 * @param x pre-activations [T, B, 4H], time-major
 * @param recurrentKernel [H, 4H]
 * @param initialHidden [B, H]
 * @param initialCell [B, H]
 */
export function lstmForward(
  x: Float32Array,
  recurrentKernel: Float32Array,
  initialHidden: Float32Array,
  initialCell: Float32Array,
  { T, B, H }: RecurrentDimensions,
): LstmForward {
  const outputs = new Float32Array(T * B * H);
  const gates = new Float32Array(T * B * 4 * H);
  const cells = new Float32Array(T * B * H);
  const z = new Float64Array(4 * H);
  for (let row = 0; row < T * B; row++) {
    // row = t * B + b, so the previous step of the same sequence is B rows back
    const first = row < B;
    const hidden = first ? initialHidden : outputs;
    const cell = first ? initialCell : cells;
    const previous = (first ? row : row - B) * H;
    for (let j = 0; j < 4 * H; j++) z[j] = x[row * 4 * H + j]!;
    for (let k = 0; k < H; k++) {
      const h = hidden[previous + k]!;
      for (let j = 0; j < 4 * H; j++) z[j]! += h * recurrentKernel[k * 4 * H + j]!;
    }
    for (let j = 0; j < H; j++) {
      const i = sigmoid(z[j]!);
      const f = sigmoid(z[H + j]!);
      const g = Math.tanh(z[2 * H + j]!);
      const o = sigmoid(z[3 * H + j]!);
      const c = f * cell[previous + j]! + i * g;
      gates[row * 4 * H + j] = i;
      gates[row * 4 * H + H + j] = f;
      gates[row * 4 * H + 2 * H + j] = g;
      gates[row * 4 * H + 3 * H + j] = o;
      cells[row * H + j] = c;
      outputs[row * H + j] = o * Math.tanh(c);
    }
  }
  return { outputs, gates, cells };
}

/**
 * Gradients of a loss by the inputs of `lstmForward`.
 *
 * @param gradient the loss's derivative by the outputs [T, B, H], the last hidden and the last cell state [B, H] each
 * @param recurrentKernel [H, 4H], as `lstmForward` got it
 * @param initialHidden [B, H], likewise
 * @param initialCell [B, H], likewise
 */
export function lstmBackward(
  gradient: {
    readonly outputs: Float32Array;
    readonly finalHidden: Float32Array;
    readonly finalCell: Float32Array;
  },
  { outputs, gates, cells }: LstmForward,
  recurrentKernel: Float32Array,
  initialHidden: Float32Array,
  initialCell: Float32Array,
  { T, B, H }: RecurrentDimensions,
): LstmBackward {
  const dx = new Float32Array(T * B * 4 * H);
  const dU = new Float64Array(H * 4 * H);
  const dh = Float64Array.from(gradient.finalHidden); // (B, H)
  const dc = Float64Array.from(gradient.finalCell); // (B, H)
  for (let row = T * B - 1; row >= 0; row--) {
    const first = row < B;
    const hidden = first ? initialHidden : outputs;
    const cell = first ? initialCell : cells;
    const previous = (first ? row : row - B) * H;
    const state = (row % B) * H;
    for (let j = 0; j < H; j++) {
      const i = gates[row * 4 * H + j]!;
      const f = gates[row * 4 * H + H + j]!;
      const g = gates[row * 4 * H + 2 * H + j]!;
      const o = gates[row * 4 * H + 3 * H + j]!;
      const tanhC = Math.tanh(cells[row * H + j]!);
      const dhj = dh[state + j]! + gradient.outputs[row * H + j]!;
      const dcj = dc[state + j]! + dhj * o * (1 - tanhC * tanhC);
      dx[row * 4 * H + j] = dcj * g * i * (1 - i);
      dx[row * 4 * H + H + j] = dcj * cell[previous + j]! * f * (1 - f);
      dx[row * 4 * H + 2 * H + j] = dcj * i * (1 - g * g);
      dx[row * 4 * H + 3 * H + j] = dhj * tanhC * o * (1 - o);
      dc[state + j] = dcj * f;
    }
    for (let k = 0; k < H; k++) {
      let sum = 0;
      for (let j = 0; j < 4 * H; j++) {
        sum += dx[row * 4 * H + j]! * recurrentKernel[k * 4 * H + j]!;
        dU[k * 4 * H + j]! += hidden[previous + k]! * dx[row * 4 * H + j]!;
      }
      dh[state + k] = sum;
    }
  }
  return {
    preactivations: dx,
    recurrentKernel: Float32Array.from(dU),
    initialHidden: Float32Array.from(dh),
    initialCell: Float32Array.from(dc),
  };
}
