// The core first, so that it is its engine that the gradients below (which the core does not register by itself) meet.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { registerReferenceKernels } from './reference/register.ts';
import { registerGradients } from './register-gradients.ts';

registerGradients();
registerReferenceKernels('cpu');

export { composedLstm, composedLstmFromTokens } from './composed/lstm.ts';
export { dropout } from './dropout.ts';
export type { AdamAttributes, DropoutAttributes } from './kernels.ts';
export {
  ADAM_STEP,
  DROPOUT,
  LSTM,
  LSTM_FROM_TOKENS,
  LSTM_FROM_TOKENS_GRADIENT,
  LSTM_GRADIENT,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
  SQUARED_NORM,
} from './kernels.ts';
export { lstm, lstmFromTokens } from './lstm.ts';
export type { LstmResult, LstmState } from './lstm-state.ts';
export { type LstmTrace, lstmTrace } from './lstm-trace.ts';
export { type AdamTensors, adamStep, squaredNorm } from './optimizer.ts';
export { counterRandom } from './reference/elementwise.ts';
export {
  type LstmBackward,
  type LstmDimensions,
  type LstmForward,
  lstmBackward,
  lstmForward,
} from './reference/lstm.ts';
export { type CrossEntropy, softmaxCrossEntropy } from './softmax-cross-entropy.ts';
