import { IGNORED_TARGET } from '../check-ids.ts';
import type { AdamAttributes } from '../kernels.ts';

/**
 * The `index`-th 32-bit word of the random stream `seed`: Wellons' lowbias32 mixer over a counter, so that any part of
 * the stream can be made anywhere (a thread's share, the backward pass) without state.
 * Source of the mixer: https://nullprogram.com/blog/2018/07/31/
 */
export function counterRandom(index: number, seed: number): number {
  let x = (Math.imul(index, 0x9e3779b1) ^ mix(seed)) >>> 0;
  x = mix(x);
  return x;
}

function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Inverted dropout (Srivastava et al. 2014): zero with probability `rate`, the rest scaled by 1 / (1 - rate). */
export function dropoutValues(x: Float32Array, rate: number, seed: number): Float32Array {
  const threshold = rate * 2 ** 32;
  const scale = 1 / (1 - rate);
  return x.map((value, index) => (counterRandom(index, seed) < threshold ? 0 : value * scale));
}

export interface CrossEntropyValues {
  readonly losses: Float32Array; // (N)
  readonly correct: Float32Array; // (N)
  readonly residual: Float32Array; // (N, V): softmax - one-hot target, the gradient of each loss by its logits
}

/**
 * Cross-entropy in nats of N rows of V logits, whether the arg max is the target, and the gradient by the logits; all zero in rows whose
 * target is ignored.
 */
export function softmaxCrossEntropyValues(
  logits: Float32Array,
  targets: Int32Array,
  N: number,
  V: number,
): CrossEntropyValues {
  const losses = new Float32Array(N);
  const correct = new Float32Array(N);
  const residual = new Float32Array(N * V);
  for (let n = 0; n < N; n++) {
    const row = logits.subarray(n * V, (n + 1) * V);
    const target = targets[n]!;
    if (target === IGNORED_TARGET) continue;
    const max = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let sum = 0;
    for (let v = 0; v < V; v++) sum += Math.exp(row[v]! - max);
    for (let v = 0; v < V; v++) residual[n * V + v] = Math.exp(row[v]! - max) / sum - (v === target ? 1 : 0);
    losses[n] = Math.log(sum) + max - row[target]!;
    correct[n] = row.indexOf(max) === target ? 1 : 0;
  }
  return { losses, correct, residual };
}

export interface AdamValues {
  readonly parameter: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/**
 * One update of Adam (Kingma & Ba 2015, the efficient form of section 2, ε outside the root as in Keras), with decoupled weight decay where it has the sign of the
 * parameter (Chen et al. 2025, algorithm 1).
 */
export function adamValues(
  { parameter, firstMoment, secondMoment }: AdamValues,
  gradient: Float32Array,
  { learningRate, beta1, beta2, epsilon, step, gradientScales, weightDecays = [] }: AdamAttributes,
  index: number,
): AdamValues {
  const gradientScale = gradientScales[index]!;
  const decay = learningRate * (weightDecays[index] ?? 0);
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  const m = firstMoment.map((value, i) => beta1 * value + (1 - beta1) * gradient[i]! * gradientScale);
  const v = secondMoment.map((value, i) => beta2 * value + (1 - beta2) * (gradient[i]! * gradientScale) ** 2);
  return {
    parameter: parameter.map((value, i) => {
      const update = (rate * m[i]!) / (Math.sqrt(v[i]!) + epsilon);
      return value - update - (update * value >= 0 ? decay * value : 0);
    }),
    firstMoment: m,
    secondMoment: v,
  };
}
