import { engine, getBackend, getKernel, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Names under which a backend registers kernels for the fused ops. */
export const LSTM = 'LongrangeLstm';
export const LSTM_GRADIENT = 'LongrangeLstmGradient';
export const LSTM_FROM_TOKENS = 'LongrangeLstmFromTokens';
export const LSTM_FROM_TOKENS_GRADIENT = 'LongrangeLstmFromTokensGradient';
export const SOFTMAX_CROSS_ENTROPY = 'LongrangeSoftmaxCrossEntropy';
export const SOFTMAX_CROSS_ENTROPY_GRADIENT = 'LongrangeSoftmaxCrossEntropyGradient';
export const DROPOUT = 'LongrangeDropout';
export const SQUARED_NORM = 'LongrangeSquaredNorm';
export const ADAM_STEP = 'LongrangeAdamStep';
export const GENERATE = 'LongrangeGenerate';

/** Attributes of the `LongrangeDropout` kernel. */
export interface DropoutAttributes {
  /** Share of elements set to zero, in [0, 1). */
  readonly rate: number;
  /** Unsigned 32-bit key of the counter-based random stream. */
  readonly seed: number;
}

/** Attributes of the `LongrangeAdamStep` kernel. */
export interface AdamAttributes {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Number of this update, from 1: bias correction needs it. */
  readonly step: number;
  /** The gradient is multiplied by this first: clipping by norm costs no pass of its own. */
  readonly gradientScale: number;
}

/** Whether the current backend has a kernel of its own; where not, an op is composed of TensorFlow.js ops. */
export function hasKernel(name: string): boolean {
  return getKernel(name, getBackend()) != null;
}

/** Runs a kernel with several outputs on the current backend, recorded for gradients. */
export function runKernel(name: string, inputs: NamedTensorMap, attributes: object = {}): Tensor[] {
  const result: Tensor | Tensor[] = engine().runKernel(name, inputs, { ...attributes });
  return Array.isArray(result) ? result : [result];
}
