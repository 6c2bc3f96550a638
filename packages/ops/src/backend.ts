// For backends with kernels of their own: names and attributes.
export { counterRandom } from './dropout.ts';
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
