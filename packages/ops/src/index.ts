// The core first, so that it is its engine that the gradients below (which the core does not register by itself) meet.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { registerReferenceKernels } from './reference/register.ts';
import { registerGradients } from './register-gradients.ts';

registerGradients();
registerReferenceKernels('cpu');

export type { AttentionCache, AttentionInputs, WindowAttention } from './attention-cache.ts';
export { causalConvolution } from './causal-convolution.ts';
export { IGNORED_TARGET } from './check-ids.ts';
export { type CharacterChoice, characterProbabilities, drawIndex } from './choose-character.ts';
export { composedGru } from './composed/gru.ts';
export { composedLstm } from './composed/lstm.ts';
export { composedRnn } from './composed/rnn.ts';
export { dropout } from './dropout.ts';
export { gatedDelta } from './gated-delta.ts';
export { canGenerate, type GenerateNetwork, type GenerateOptions, generate } from './generate.ts';
export { gru, gruFromInputs, gruFromTokens } from './gru.ts';
export { linearScan } from './linear-scan.ts';
export { lstm, lstmFromInputs, lstmFromTokens } from './lstm.ts';
export { type LstmTrace, lstmTrace } from './lstm-trace.ts';
export { matrixRecurrence } from './matrix-recurrence.ts';
export type { GatedDeltaInputs, MatrixRecurrenceInputs, MatrixStateResult } from './matrix-state.ts';
export { type AdamTensors, adamSteps, squaredNorms } from './optimizer.ts';
export { type Projection, projections } from './projections.ts';
export type { HiddenState, LstmState, RecurrentResult } from './recurrent-state.ts';
export { rmsNorm } from './rms-norm.ts';
export { rnn, rnnFromInputs, rnnFromTokens } from './rnn.ts';
export { silu, siluProduct } from './silu.ts';
export { type CrossEntropy, softmaxCrossEntropy } from './softmax-cross-entropy.ts';
export { type UpdateGate, updateGate } from './update-gate.ts';
export { windowAttention } from './window-attention.ts';
