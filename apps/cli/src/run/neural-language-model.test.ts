import '@tensorflow/tfjs-backend-cpu';
import { CharTokenizer } from '@longrange/corpus';
import { CharacterModel } from '@longrange/model';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { NeuralLanguageModel } from './neural-language-model.ts';

it('puts scores where the characters stand: NaN for unknown ones and for second halves', async () => {
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
  expect(whole![0]).toBeCloseTo(-Math.log(3), 6);
  model.dispose();
});
