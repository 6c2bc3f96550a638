// Shared with the other packages of this repository: names and attributes of kernels, and writing. Not a stable API: it may change in any
// version.
export { characterProbabilities, drawIndex } from './choose-character.ts';
export { counterRandom } from './dropout.ts';
export type { FusedKernels, RecurrentKernels } from './fused.ts';
export {
  CAUSAL_CONVOLUTION,
  GATED_DELTA,
  GRU,
  LINEAR_SCAN,
  LSTM,
  MATRIX_RECURRENCE,
  projectionKernels,
  RMS_NORM,
  RMS_NORM_EPSILON,
  RNN,
  SILU,
  SILU_PRODUCT,
  UPDATE_GATE,
  WINDOW_ATTENTION,
} from './fused.ts';
export { canGenerate, type GenerateAttributes, generate } from './generate.ts';
export {
  canGenerateBySteps,
  GENERATE_BY_STEPS,
  type GenerateByStepsAttributes,
  generateBySteps,
  NOT_REPEATABLE,
} from './generate-by-steps.ts';
export type {
  AdamAttributes,
  DropoutAttributes,
  ForwardAttributes,
  SquaredNormsAttributes,
} from './kernels.ts';
export {
  ADAM_STEPS,
  DROPOUT,
  GENERATE,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
  SQUARED_NORMS,
} from './kernels.ts';
