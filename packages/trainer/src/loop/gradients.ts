import type { Batch } from '@longrange/corpus';
import type { CharacterModel, LossSums } from '@longrange/model';
import { softmaxCrossEntropy, squaredNorms } from '@longrange/ops';
import {
  add,
  concat,
  dispose,
  div,
  keep,
  mul,
  type Scalar,
  stack,
  sum,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tensor2d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { type BatchSlice, type CarriedState, keepState } from './carried-state.ts';

export interface BatchGradients {
  /** Gradients in the order of the parameters, times the scale of the loss; the caller disposes of them. */
  readonly gradients: Tensor[];
  /** Squared norm of each gradient, before clipping and without the scale of the loss. */
  readonly squaredNorms: number[];
  /** Loss (without L2) and hits over the batch. */
  readonly sums: LossSums;
}

export interface GradientOptions {
  readonly slices: readonly BatchSlice[];
  /** Initial state, which is replaced by the final state. */
  readonly carried: CarriedState;
  /** Returns the dropout seed of each separately computed part, by its number. Without it, nothing is dropped. */
  readonly dropoutSeed?: (part: number) => number;
  /** Number of characters through which gradients flow, a divisor of the sequence length; the default is the whole sequence. */
  readonly gradientLength?: number | null;
  /** Number of characters after which the state is reset, a divisor of the sequence length; the default is never within a batch. */
  readonly resetEvery?: number | null;
  /** Factor of the loss whose gradients are computed; the default is 1. */
  readonly lossScale?: number;
}

/**
 * Gradients of a batch's mean cross-entropy over its characters, without padding, plus the L2 term. Computed micro-batch by micro-batch, in segments of
 * `gradientLength` or `resetEvery` characters, each weighted by its share of the characters, with the L2 term added once. The sum is that of the whole
 * batch, with gradients that end at the beginning of a segment.
 */
export async function batchGradients(
  model: CharacterModel,
  batch: Batch,
  { slices, carried, dropoutSeed, lossScale = 1, gradientLength, resetEvery }: GradientOptions,
): Promise<BatchGradients> {
  carried.begin(batch.startsEmpty);
  let gradients: Tensor[] | undefined;
  const scalars: Scalar[] = [];
  const T = batch.sequenceLength;
  const length = Math.min(gradientLength ?? T, resetEvery ?? T);
  const segments = T / length;
  slices.forEach((slice, microBatch) => {
    for (let segment = 0; segment < segments; segment++) {
      const number = microBatch * segments + segment;
      const steps = { from: segment * length, to: (segment + 1) * length };
      const part = { ...slice, steps, microBatch, number };
      const own = sliceGradients(model, batch, part, carried, lossScale, dropoutSeed?.(number));
      if (resetEvery != null && steps.to % resetEvery === 0) carried.empty(microBatch);
      scalars.push(own.lossNats, own.correct);
      gradients = gradients === undefined ? own.gradients : addInto(gradients, own.gradients);
    }
  });
  const values = await readAll(scalars, squaredNorms(gradients!));
  const { squaredNorms: scaledNorms, sums } = readSums(values, slices.length * segments, batch);
  return { gradients: gradients!, squaredNorms: scaledNorms.map((norm) => norm / lossScale ** 2), sums };
}

/** Gradients of one part, its loss in nats summed over its characters, and its hits. */
function sliceGradients(
  model: CharacterModel,
  batch: Batch,
  part: BatchPart & { readonly microBatch: number; readonly number: number },
  carried: CarriedState,
  lossScale: number,
  seed: number | undefined,
) {
  const parameters = [...model.parameters.values()];
  let lossNats: Scalar | undefined;
  let correct: Scalar | undefined;
  let final: ReturnType<CarriedState['get']> | undefined;
  const { value, grads } = variableGrads(() => {
    const { tokens, targets } = sliceTensors(batch, part);
    const options = seed === undefined ? {} : { dropoutSeed: seed };
    const { logits, state } = model.forward(tokens, carried.get(part.microBatch), options);
    const entropy = softmaxCrossEntropy(logits, targets);
    final = keepState(state);
    lossNats = keep(sum(entropy.losses)) as Scalar;
    correct = keep(sum(entropy.correct)) as Scalar;
    const share = div(lossNats, batch.characters) as Scalar;
    const regularized = part.number === 0 && model.config.l2 > 0;
    const loss = regularized ? (add(share, model.regularizationLoss()) as Scalar) : share;
    return lossScale === 1 ? loss : (mul(loss, lossScale) as Scalar);
  }, parameters);
  value.dispose();
  carried.set(part.microBatch, final!);
  return { gradients: parameters.map(({ name }) => grads[name]!), lossNats: lossNats!, correct: correct! };
}

/** Columns of a batch at the steps `[from, to)`. */
interface BatchPart extends BatchSlice {
  readonly steps: { readonly from: number; readonly to: number };
}

/** Tensors of a part of a time-major batch: tokens [T, b] and targets [T × b], int32. */
export function sliceTensors(
  { tokens, targets, batchSize }: Pick<Batch, 'tokens' | 'targets' | 'batchSize'>,
  { from, to, steps }: BatchPart,
) {
  const T = steps.to - steps.from;
  const width = to - from;
  const columns = (ids: Int32Array): Int32Array => {
    if (width === batchSize) return ids.subarray(steps.from * batchSize, steps.to * batchSize);
    const taken = new Int32Array(T * width);
    for (let t = 0; t < T; t++) {
      const row = (steps.from + t) * batchSize;
      taken.set(ids.subarray(row + from, row + to), t * width);
    }
    return taken;
  };
  return {
    tokens: tensor2d(columns(tokens), [T, width], 'int32'),
    targets: tensor1d(columns(targets), 'int32'),
  };
}

function addInto(sums: Tensor[], parts: Tensor[]): Tensor[] {
  const added = sums.map((total, index) => add(total, parts[index]!));
  dispose(sums);
  dispose(parts);
  return added;
}

/** Reads all tensors in one transfer and disposes of them. */
async function readAll(scalars: Scalar[], norms: Tensor1D): Promise<Float32Array> {
  const all = tidy(() => concat([stack(scalars) as Tensor1D, norms]));
  const values = await all.data<'float32'>();
  dispose([all, norms, ...scalars]);
  return values;
}

function readSums(values: Float32Array, parts: number, { characters }: Batch) {
  const pairs = values.subarray(0, 2 * parts);
  const every = (offset: number): number =>
    pairs.reduce((total, value, index) => (index % 2 === offset ? total + value : total), 0);
  return {
    squaredNorms: [...values.subarray(2 * parts)],
    sums: { lossNats: every(0), correct: every(1), characters },
  };
}
