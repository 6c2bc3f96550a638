import '@tensorflow/tfjs-backend-cpu';
import { CharTokenizer } from '@longrange/corpus';
import { CharacterModel } from '@longrange/model';
import { enableProdMode, logSoftmax, setBackend, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { NeuralLanguageModel } from './neural-language-model.ts';

it('puts scores at the offsets of characters: NaN for unknown ones and for second halves', async () => {
  enableProdMode();
  await setBackend('cpu');
  const vocabulary = ['a', 'b', '𝛼'];
  const model = CharacterModel.initialize({ units: 4, layers: 1, embeddingSize: 4, vocabulary }, { seed: 1 });
  const predictor = new NeuralLanguageModel('model', model, CharTokenizer.fromVocabulary(vocabulary));
  const [whole, plain] = await predictor.score(['a?b𝛼b', 'ab𝛼b'], { resetEvery: null });
  expect(Array.from(whole!, Number.isNaN)).toEqual([false, true, false, false, true, false]);
  expect(whole!.filter((score) => !Number.isNaN(score))).toEqual(
    plain!.filter((score) => !Number.isNaN(score)),
  );
  // The beginning of a document is the fourth embedding.
  const first = logSoftmax(
    model.forward(tensor2d([3], [1, 1], 'int32'), model.zeroState(1)).logits,
  ).dataSync();
  expect(whole![0]).toBeCloseTo(first[0]!, 6);
  const [reset] = await predictor.score(['aab'], { resetEvery: 1 });
  expect(Array.from(reset!)).toEqual(
    [first[0], first[0], first[1]].map((value) => expect.closeTo(value!, 5)),
  );
  model.dispose();
});

it('gives a first character that the model does not predict the probability of a uniform guess', async () => {
  enableProdMode();
  await setBackend('cpu');
  const config = { units: 4, layers: 1, embeddingSize: 4, vocabulary: ['a', 'b'], beginOfDocument: false };
  const model = CharacterModel.initialize(config, { seed: 1 });
  const predictor = new NeuralLanguageModel('model', model, CharTokenizer.fromVocabulary(config.vocabulary));
  const [scores] = await predictor.score(['ab'], { resetEvery: null });
  expect(scores![0]).toBeCloseTo(-Math.log(2), 6);
  // Text without brackets leaves nothing to continue.
  expect(await predictor.complete([], { length: 4, temperature: 1, seed: 1 })).toEqual([]);
  model.dispose();
});

it('predicts and continues at offsets that count unknown characters', async () => {
  enableProdMode();
  await setBackend('cpu');
  const vocabulary = ['a', 'b', '𝛼'];
  const model = CharacterModel.initialize({ units: 4, layers: 1, embeddingSize: 4, vocabulary }, { seed: 1 });
  const predictor = new NeuralLanguageModel('model', model, CharTokenizer.fromVocabulary(vocabulary));
  const [whole] = await predictor.predict([{ text: 'a?b𝛼b', at: [1, 2, 3, 5] }]);
  const [plain] = await predictor.predict([{ text: 'ab𝛼b', at: [1, 2, 4] }]);
  expect(whole!.subarray(0, 3)).toEqual(plain!.subarray(0, 3));
  expect(whole!.subarray(3)).toEqual(plain);
  const branches = [
    { at: 3, continuation: '𝛼' },
    { at: 3, continuation: '𝛼b' },
    { at: 3, continuation: '?b' },
  ];
  const [scores] = await predictor.continuations([{ text: 'a?b𝛼b', branches }]);
  const [score] = await predictor.score(['ab𝛼b'], { resetEvery: null });
  expect(scores![0]).toBeCloseTo(score![2]!, 5);
  expect(scores![0]).toBeCloseTo(plain![3 + 2]!, 5);
  expect(scores![1]).toBeCloseTo(score![2]! + score![4]!, 5);
  expect(scores![2]).toBeNaN();
  model.dispose();
});
