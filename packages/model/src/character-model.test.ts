import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode, logSoftmax, setBackend, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { CharacterModel } from './character-model.ts';

beforeAll(async () => {
  enableProdMode();
  await setBackend('cpu');
});

function modelOf(vocabulary: string[], more: object = {}): CharacterModel {
  const config = { units: 4, layers: 1, embeddingSize: 4, vocabulary, ...more };
  const model = CharacterModel.initialize(config, { seed: 1 });
  onTestFinished(() => model.dispose());
  return model;
}

it('puts scores at the offsets of characters: NaN for unknown ones and for second halves', async () => {
  const model = modelOf(['a', 'b', '𝛼']);
  const [whole, plain] = await model.score(['a?b𝛼b', 'ab𝛼b'], { resetEvery: null });
  expect(Array.from(whole!, Number.isNaN)).toEqual([false, true, false, false, true, false]);
  const known = (scores: Float32Array) => scores.filter((score) => !Number.isNaN(score));
  expect(known(whole!)).toEqual(known(plain!));
  // The beginning of a document is the fourth embedding.
  const { logits } = model.forward(tensor2d([3], [1, 1], 'int32'), model.zeroState(1));
  const first = logSoftmax(logits).dataSync();
  expect(whole![0]).toBeCloseTo(first[0]!, 6);
  const [reset] = await model.score(['aab'], { resetEvery: 1 });
  const expected = [first[0], first[0], first[1]].map((value) => expect.closeTo(value!, 5));
  expect(Array.from(reset!)).toEqual(expected);
});

it('gives a first character that the model does not predict the probability of a uniform guess', async () => {
  const model = modelOf(['a', 'b'], { beginOfDocument: false });
  const [scores] = await model.score(['ab'], { resetEvery: null });
  expect(scores![0]).toBeCloseTo(-Math.log(2), 6);
  // Text without brackets leaves nothing to continue.
  expect(await model.complete([], { length: 4, temperature: 1, seed: 1 })).toEqual([]);
});

it('predicts and continues at offsets that count unknown characters', async () => {
  const model = modelOf(['a', 'b', '𝛼']);
  const [whole] = await model.predict([{ text: 'a?b𝛼b', at: [1, 2, 3, 5] }]);
  const [plain] = await model.predict([{ text: 'ab𝛼b', at: [1, 2, 4] }]);
  expect(whole!.subarray(0, 3)).toEqual(plain!.subarray(0, 3));
  expect(whole!.subarray(3)).toEqual(plain);
  const branches = ['𝛼', '𝛼b', '?b'].map((continuation) => ({ at: 3, continuation }));
  const [scores] = await model.continuations([{ text: 'a?b𝛼b', branches }]);
  const [score] = await model.score(['ab𝛼b'], { resetEvery: null });
  expect(scores![0]).toBeCloseTo(score![2]!, 5);
  expect(scores![0]).toBeCloseTo(plain![3 + 2]!, 5);
  expect(scores![1]).toBeCloseTo(score![2]! + score![4]!, 5);
  expect(scores![2]).toBeNaN();
});
