// What a backend needs that brings its own kernels: their names and attributes, and the plain versions that define what they compute.
export type { FusedKernels } from './fused.ts';
export {
  CAUSAL_CONVOLUTION,
  GATED_DELTA,
  LINEAR_SCAN,
  MATRIX_RECURRENCE,
  projectionKernels,
  RMS_NORM,
  RMS_NORM_EPSILON,
  SILU,
  SILU_PRODUCT,
  UPDATE_GATE,
  WINDOW_ATTENTION,
} from './fused.ts';
export type { GenerateAttributes } from './generate.ts';
export type {
  AdamAttributes,
  DropoutAttributes,
  RecurrentAttributes,
  RecurrentKernels,
  SquaredNormsAttributes,
} from './kernels.ts';
export {
  ADAM_STEPS,
  DROPOUT,
  GENERATE,
  GRU,
  LSTM,
  RNN,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
  SQUARED_NORMS,
} from './kernels.ts';
export type { RecurrentDimensions } from './reference/dimensions.ts';
export { counterRandom } from './reference/elementwise.ts';
export { type GruBackward, type GruForward, gruBackward, gruForward } from './reference/gru.ts';
export { type LstmBackward, type LstmForward, lstmBackward, lstmForward } from './reference/lstm.ts';
export { type RnnBackward, type RnnForward, rnnBackward, rnnForward } from './reference/rnn.ts';
