// Input of `generate`: a Plan, followed by a Layer for each layer. All fields are words of 32 bits; TypeScript writes them by
// these names (scripts/build-wasm.mjs).

/** Meaning of the four blocks of pre-activations */
export const enum Cell {
  lstm,
  gru,
  rnn,
}

// @ts-ignore: decorator
@unmanaged
export class Plan {
  steps: i32;
  sequences: i32;
  /** `sequences` rounded up to whole tiles. */
  rows: i32;
  H: i32;
  Hp: i32;
  V: i32;
  Vp: i32;
  layers: i32;
  temperature: f32;
  topK: i32;
  topP: f32;
  /** [V, 4, Hp]: contribution of each character to the first layer. */
  table: usize;
  denseKernel: usize;
  denseBias: usize;
  logits: usize;
  /** int32 [rows]: the next character. */
  tokens: usize;
  /** float64 [steps, sequences], uniform in [0, 1). */
  uniforms: usize;
  /** int32 [steps, sequences] */
  written: usize;
  /** [rows, 4, PANEL_COLUMNS] for each thread: a block of units. */
  preactivations: usize;
  scratch: usize;
  barrier: usize;
  /** Value of `Cell`. */
  cell: i32;
}

// @ts-ignore: decorator
@unmanaged
export class Layer {
  /** Panels of the kernel [H, 4H], gate by gate, interleaved for a single sequence; 0 for the first layer. */
  kernel: usize;
  recurrentKernel: usize;
  /** [4, Hp] */
  bias: usize;
  /** [rows, Hp]: one of two that are read and written alternately. */
  hidden: usize;
  otherHidden: usize;
  cell: usize;
}
