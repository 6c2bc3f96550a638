// The core comes first, so that the gradients below (which the core does not register by itself) are added to its engine.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { registerDropoutGradient } from './dropout.ts';

registerDropoutGradient();

export { rmsNorm, silu, siluProduct, type UpdateGate, updateGate } from './block-operations.ts';
export { causalConvolution } from './causal-convolution.ts';
export { IGNORED_TARGET } from './check-ids.ts';
export type { CharacterChoice } from './choose-character.ts';
export { dropout } from './dropout.ts';
export { gatedDelta } from './gated-delta.ts';
export type { GenerateNetwork, GenerateOptions } from './generate.ts';
export { gru } from './gru.ts';
export { linearScan } from './linear-scan.ts';
export { type LstmTrace, lstm, lstmTrace } from './lstm.ts';
export { matrixRecurrence } from './matrix-recurrence.ts';
export type { GatedDeltaInputs, MatrixRecurrenceInputs, MatrixStateResult } from './matrix-state.ts';
export { type AdamTensors, adamSteps, squaredNorms } from './optimizer.ts';
export { type Projection, projections } from './projections.ts';
export type {
  HiddenState,
  LstmState,
  RecurrentResult,
  RecurrentSource,
  RecurrentWeights,
} from './recurrent.ts';
export { rnn } from './rnn.ts';
export { type CrossEntropy, softmaxCrossEntropy } from './softmax-cross-entropy.ts';
export {
  type AttentionCache,
  type AttentionInputs,
  type WindowAttention,
  windowAttention,
} from './window-attention.ts';
