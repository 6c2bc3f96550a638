import { describeFastEngines } from '@longrange/backend-simd/testing';
import { type Batcher, StreamBatcher } from '@longrange/corpus';
import type { CharacterModel, LossSums } from '@longrange/model';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { encodeText, toyModel, toyText } from '../testing/toy.ts';
import { CarriedState, sliceBatch } from './carried-state.ts';
import { batchGradients } from './gradients.ts';
import { validate } from './validate.ts';

const text = toyText(600);
const { vocabulary, split } = encodeText(text);

/** Gradients and final state after two batches of 5 sequences, gone through in micro-batches. */
async function twoBatches(microBatchSize: number | null) {
  const model = toyModel(vocabulary, { l2: 0.01 });
  const shape = { batchSize: 5, sequenceLength: 8, seed: 1, beginOfDocument: model.beginOfDocument };
  const batcher = new StreamBatcher({ ...split, ...shape });
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

describeFastEngines('batchGradients', () => {
  it.each([1, 3])('gives the whole batch from micro-batches of %i', async (microBatchSize) => {
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

  it.each([
    ['gradients through 4 characters', { gradientLength: 4 }],
    ['a state that is emptied every 4', { resetEvery: 4 }],
  ])('%s are those of batches of 4, one after the other', async (_, options) => {
    const model = toyModel(vocabulary);
    const slices = sliceBatch(5, 2);
    const batchesOf = (sequenceLength: number) =>
      new StreamBatcher({
        ...split,
        batchSize: 5,
        sequenceLength,
        seed: 1,
        beginOfDocument: model.beginOfDocument,
      });
    const gradientsOf = async (batch: ReturnType<Batcher['next']>, carried: CarriedState, how = {}) => {
      const { gradients, sums } = await batchGradients(model, batch, { slices, carried, ...how });
      const values = gradients.map((gradient: Tensor) => gradient.dataSync());
      dispose(gradients);
      return { values, sums };
    };
    const [carried, apart] = [new CarriedState(model, slices), new CarriedState(model, slices)];
    const whole = await gradientsOf(batchesOf(8).next(), carried, options);
    const halves = batchesOf(4);
    const [first, second] = [halves.next(), halves.next()];
    const parts = [await gradientsOf(first, apart)];
    if ('resetEvery' in options) for (const index of slices.keys()) apart.empty(index);
    parts.push(await gradientsOf(second, apart));
    // Means over 20 characters each, against one over 40.
    whole.values.forEach((gradient, index) => {
      const expected = gradient.map(
        (_value, i) => (parts[0]!.values[index]![i]! + parts[1]!.values[index]![i]!) / 2,
      );
      expect(largestDifference(gradient, expected)).toBeLessThan(1e-6);
    });
    expect(whole.sums.lossNats).toBeCloseTo(parts[0]!.sums.lossNats + parts[1]!.sums.lossNats, 3);
    const states = async (state: CarriedState) =>
      [...(await state.read()).values()].map(({ values }) => [...values]);
    const after = await states(carried);
    if ('resetEvery' in options) expect(after.flat().every((value) => value === 0)).toBe(true);
    else expect(after).toEqual(await states(apart));
    for (const state of [carried, apart]) state.dispose();
    model.dispose();
  });

  /** Sums over an epoch in which nothing is learned. */
  async function epochOf(model: CharacterModel, batcher: Batcher, B: number): Promise<LossSums> {
    const slices = sliceBatch(B, 2);
    const carried = new CarriedState(model, slices);
    const total = { lossNats: 0, correct: 0, characters: 0 };
    for (let step = 0; step < batcher.batchesPerEpoch; step++) {
      const { gradients, sums } = await batchGradients(model, batcher.next(), { slices, carried });
      dispose(gradients);
      total.lossNats += sums.lossNats;
      total.correct += sums.correct;
      total.characters += sums.characters;
    }
    carried.dispose();
    return total;
  }

  // Eight documents of 75 characters.
  const documents = encodeText(text, 75).split;
  const shape = { ...documents, sequenceLength: 8, seed: 1 };
  const validation = {
    batchSize: 3,
    microBatchSize: null,
    resetEvery: null,
    sequenceLength: 8,
    maxCharacters: null,
  };

  // Eight documents in eight streams: none begins in the middle of one.
  it.each([
    { batchSize: 1, how: {}, initialState: 'carried', not: { resetAtDocuments: false } },
    { batchSize: 8, how: {}, initialState: 'carried', not: { resetAtDocuments: false } },
    { batchSize: 5, how: { resetAlways: true }, initialState: 'zero', not: {} },
  ] as const)('reads from an empty state where validation does: %o', async (reading) => {
    const model = toyModel(vocabulary, { l2: 0.01, embeddingRange: 1 });
    const { beginOfDocument } = model;
    const { batchSize, how, initialState, not } = reading;
    const epoch = (B: number, others: object) =>
      epochOf(model, new StreamBatcher({ ...shape, batchSize: B, beginOfDocument, ...others }), B);
    const total = await epoch(batchSize, how);
    const validated = await validate(model, documents, { ...validation, initialState });
    expect(total.lossNats).toBeCloseTo(validated.lossNats, 3);
    expect(total).toMatchObject({ correct: validated.correct, characters: 600 });
    expect(Math.abs((await epoch(1, not)).lossNats - validated.lossNats)).toBeGreaterThan(0.01);
    model.dispose();
  });
});
