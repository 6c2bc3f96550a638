import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFastEngines } from '@longrange/backend-simd/testing';
import { StreamBatcher } from '@longrange/corpus';
import { saveModel } from '@longrange/model/node';
import {
  add,
  dispose,
  div,
  getBackend,
  io,
  logSoftmax,
  mul,
  neg,
  oneHot,
  type Scalar,
  setBackend,
  sum,
  type Tensor,
  tensor2d,
  train,
  transpose,
} from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { registerResetAfterGru } from '../testing/reset-after-gru.ts';
import { encodeText, temporaryFolder, toyModel, toyText } from '../testing/toy.ts';
import { Adam } from './adam.ts';
import { CarriedState, sliceBatch } from './carried-state.ts';
import { batchGradients } from './gradients.ts';

const [B, T, STEPS] = [5, 12, 10];
// Documents end within sequences, so that there is padding.
const { vocabulary, split } = encodeText(toyText(1000), 70);
const V = vocabulary.length;
/** ε so small that its place (inside or outside of Adam's bias correction, which differs) makes no difference. */
const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-12 };

/** Ten batches, each read from an empty state, as layers of plain TensorFlow.js read them. */
function batches() {
  const shape = { batchSize: B, sequenceLength: T, seed: 1, beginOfDocument: V };
  const batcher = new StreamBatcher({ ...split, ...shape, resetAlways: true });
  return Array.from({ length: STEPS }, () => batcher.next());
}

/** Losses in nats per character of the trainer's own loop, and the folder of the model that it started from. */
async function ourLosses(cell: 'gru' | 'lstm' | 'rnn') {
  const model = toyModel(vocabulary, { network: cell, l2: 1e-3 });
  const folder = await temporaryFolder();
  await saveModel(model, folder);
  const slices = sliceBatch(B, null);
  const carried = new CarriedState(model, slices);
  const optimizer = new Adam(model, { ...adam, weightDecay: 0 });
  const losses: number[] = [];
  for (const [index, batch] of batches().entries()) {
    const { gradients, sums } = await batchGradients(model, batch, { slices, carried });
    const unclipped = gradients.map(() => 1);
    optimizer.update(gradients, unclipped, { step: index + 1, learningRate: adam.learningRate });
    dispose(gradients);
    losses.push(sums.lossNats / sums.characters);
  }
  return { losses, folder };
}

async function openWithLayers(folder: string): Promise<LayersModel> {
  const json: io.ModelJSON = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const weights = new Uint8Array(await readFile(join(folder, 'weights.bin'))).buffer;
  return loadLayersModel({
    load: () => io.getModelArtifactsForJSON(json, async (manifest) => [io.getWeightSpecs(manifest), weights]),
  });
}

/** As they are the same for each of our engines, they are computed once. */
const plain = new Map<string, Promise<number[]>>();

/** The same with nothing but TensorFlow.js: its layers, its autodiff, its Adam, on its CPU backend. */
async function plainLosses(folder: string): Promise<number[]> {
  const model = await openWithLayers(folder);
  expect(model.weights.map(({ originalName }) => originalName).at(-1)).toBe('dense/bias');
  const optimizer = train.adam(adam.learningRate, adam.beta1, adam.beta2, adam.epsilon);
  return batches().map(({ tokens, targets, characters }) => {
    let loss = Number.NaN;
    optimizer.minimize(() => {
      const logits = model.apply(transpose(tensor2d(tokens, [T, B], 'int32'))) as Tensor;
      // A target of −1 is no character's, and chooses none.
      const chosen = oneHot(transpose(tensor2d(targets, [T, B], 'int32')), V);
      const entropy = neg(div(sum(mul(chosen, logSoftmax(logits))), characters)) as Scalar;
      loss = entropy.dataSync()[0]!;
      return model.calculateLosses().reduce((total, penalty) => add(total, penalty), entropy);
    });
    return loss;
  });
}

describeFastEngines('ten training losses', () => {
  it.each(['lstm', 'rnn', 'gru'] as const)(
    'of a %s equal those of plain TensorFlow.js layers',
    async (cell) => {
      const engine = getBackend();
      const { losses, folder } = await ourLosses(cell);
      await setBackend('cpu');
      if (cell === 'gru') {
        // TensorFlow.js refuses a GRU with reset_after, which it lacks: the layer is one of ours, made of TensorFlow.js' ops.
        if (!plain.has(cell))
          await expect(openWithLayers(folder)).rejects.toThrow('does not support reset_after');
        registerResetAfterGru();
      }
      const expected = await (plain.get(cell) ?? plainLosses(folder));
      plain.set(cell, Promise.resolve(expected));
      await setBackend(engine);
      expect(batches().some(({ characters }) => characters < B * T)).toBe(true);
      expect(losses[0]).toBeCloseTo(Math.log(V), 1);
      expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.1);
      losses.forEach((loss, step) => {
        expect(Math.abs(loss / expected[step]! - 1), `step ${step + 1}`).toBeLessThan(1e-5);
      });
    },
  );
});
