// The core first, so that it is its engine that the gradients below (which the core does not register by itself) meet.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { registerReferenceKernels } from './reference/register.ts';
import { registerGradients } from './register-gradients.ts';

registerGradients();
registerReferenceKernels('cpu');

export { IGNORED_TARGET } from './check-ids.ts';
export { type CharacterChoice, characterProbabilities, drawIndex } from './choose-character.ts';
export { composedGru } from './composed/gru.ts';
export { composedLstm } from './composed/lstm.ts';
export { composedRnn } from './composed/rnn.ts';
export { dropout } from './dropout.ts';
export {
  canGenerate,
  type GenerateAttributes,
  type GenerateNetwork,
  type GenerateOptions,
  generate,
} from './generate.ts';
export { gru, gruFromInputs, gruFromTokens } from './gru.ts';
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
export { lstm, lstmFromInputs, lstmFromTokens } from './lstm.ts';
export { type LstmTrace, lstmTrace } from './lstm-trace.ts';
export { type AdamTensors, adamSteps, squaredNorms } from './optimizer.ts';
export type { HiddenState, LstmState, RecurrentResult } from './recurrent-state.ts';
export type { RecurrentDimensions } from './reference/dimensions.ts';
export { counterRandom } from './reference/elementwise.ts';
export { type GruBackward, type GruForward, gruBackward, gruForward } from './reference/gru.ts';
export { type LstmBackward, type LstmForward, lstmBackward, lstmForward } from './reference/lstm.ts';
export { type RnnBackward, type RnnForward, rnnBackward, rnnForward } from './reference/rnn.ts';
export { rnn, rnnFromInputs, rnnFromTokens } from './rnn.ts';
export { type CrossEntropy, softmaxCrossEntropy } from './softmax-cross-entropy.ts';
