import { describeEachEngine } from '@longrange/backend-simd/testing';
import { StreamBatcher } from '@longrange/corpus';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { encodeText, toyModel, toyText } from '../testing/toy.ts';
import { CarriedState, sliceBatch } from './carried-state.ts';
import { batchGradients } from './gradients.ts';
import { validate } from './validate.ts';

const text = toyText(600);
const { vocabulary, split } = encodeText(text);

/** Gradients and final state after two batches of 5 sequences, gone through in micro-batches. */
async function twoBatches(microBatchSize: number | null, l2 = 0.01) {
  const model = toyModel(vocabulary, { l2 });
  const batcher = new StreamBatcher({ ...split, batchSize: 5, sequenceLength: 8, seed: 1 });
  const slices = sliceBatch(5, microBatchSize);
  const carried = new CarriedState(model, slices);
  const first = await batchGradients(model, batcher.next(), { slices, carried });
  dispose(first.gradients);
  const { gradients, squaredNorms, sums } = await batchGradients(model, batcher.next(), { slices, carried });
  const values = gradients.map((gradient: Tensor) => gradient.dataSync());
  const state = [...(await carried.read()).values()].map((tensor) => tensor.values);
  dispose(gradients);
  carried.dispose();
  model.dispose();
  return { values, squaredNorms, sums, state };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

describeEachEngine('batchGradients', () => {
  it.each([1, 2, 3, 5])('gives the whole batch from micro-batches of %i', async (microBatchSize) => {
    const whole = await twoBatches(null);
    const parts = await twoBatches(microBatchSize);
    whole.values.forEach((gradient, index) => {
      const scale = Math.sqrt(whole.squaredNorms[index]!);
      expect(largestDifference(gradient, parts.values[index]!) / scale).toBeLessThan(1e-5);
    });
    whole.state.forEach((state, index) => {
      expect(largestDifference(state, parts.state[index]!)).toBeLessThan(1e-6);
    });
    expect(parts.sums.lossNats).toBeCloseTo(whole.sums.lossNats, 3);
    expect(parts.sums).toMatchObject({ correct: whole.sums.correct, characters: 40 });
  });

  it('adds the gradient of L2 × ΣW² to the dense kernel alone', async () => {
    const without = await twoBatches(2, 0);
    const withL2 = await twoBatches(2, 0.01);
    const model = toyModel(vocabulary);
    const names = [...model.parameters.keys()];
    const kernel = model.parameters.get('dense/kernel')!.dataSync();
    names.forEach((name, index) => {
      const expected = without.values[index]!.map((value, i) =>
        name === 'dense/kernel' ? value + 2 * 0.01 * kernel[i]! : value,
      );
      expect(largestDifference(withL2.values[index]!, expected)).toBeLessThan(1e-6);
    });
    expect(withL2.sums).toEqual(without.sums);
    model.dispose();
  });

  it('gives validation the loss that training sees', async () => {
    const model = toyModel(vocabulary);
    const ids = split.ids.subarray(0, 5 * 24);
    const options = {
      batchSize: 5,
      microBatchSize: 2,
      sequenceLength: 8,
      carryState: true,
      maxCharacters: null,
    };
    const validated = await validate(model, ids, options);
    const slices = sliceBatch(5, null);
    const carried = new CarriedState(model, slices);
    const total = { lossNats: 0, correct: 0, characters: 0 };
    for (const [offset, length] of [
      [0, 8],
      [8, 8],
      [16, 7],
    ] as const) {
      const at = (shift: number) =>
        Int32Array.from(
          { length: length * 5 },
          (_, i) => ids[(i % 5) * 24 + offset + Math.floor(i / 5) + shift]!,
        );
      const batch = { tokens: at(0), targets: at(1), batchSize: 5, sequenceLength: length };
      const { gradients, sums } = await batchGradients(
        model,
        { ...batch, resetState: offset === 0, epoch: 0 },
        { slices, carried },
      );
      dispose(gradients);
      total.lossNats += sums.lossNats;
      total.correct += sums.correct;
      total.characters += sums.characters;
    }
    expect(validated.lossNats).toBeCloseTo(total.lossNats, 3);
    expect(validated).toMatchObject({ correct: total.correct, characters: 115 });
    carried.dispose();
    model.dispose();
  });
});
