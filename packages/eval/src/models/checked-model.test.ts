import { expect, it } from 'vitest';
import { evaluate, fromNextCharacter, fromSequences, fromTokenModel } from '../index.ts';
import { checkedModel } from './checked-model.ts';

const half = Math.log(0.5);
const model = fromNextCharacter(() => [0.5, 0.5], { alphabet: 'ab' });
const reading = [{ text: 'ab', at: [1] }];
const branched = [{ text: 'ab', branches: [{ at: 1, continuation: 'a' }] }];
const scoring = { resetEvery: null };

it('leaves right answers as they are', async () => {
  const checked = checkedModel(model);
  expect(await checked.score(['abc'], scoring)).toEqual([Float32Array.of(half, half, Number.NaN)]);
  expect(await checked.predict(reading)).toEqual([Float32Array.of(half, half)]);
  expect(await checked.continuations(branched)).toEqual([Float32Array.of(half)]);
  expect(await checked.complete([''], { length: 0, temperature: 1, seed: 1 })).toEqual(['']);
});

it.each([
  ['score', [Float32Array.of(half)], '2 numbers for text 1, got 1'],
  ['score', [], 'a list of 1 Float32Arrays, one for each text, got 0'],
  ['score', [[half, half]], 'a list of 1 Float32Arrays, one for each text, got [['],
  ['score', [Float32Array.of(half, 0.5)], 'logarithms of probabilities, at most 0, got 0.5'],
  ['predict', [Float32Array.of(half, half, half)], '2 numbers for text 1, got 3'],
  ['predict', [Float32Array.of(-1, -1)], 'logarithms of probabilities that sum to 1, got a sum of 0.7358'],
  ['continuations', [], 'a list of 1 Float32Arrays, one for each text, got 0'],
  ['complete', [], 'a list of 1 strings, one for each prompt, got 0'],
  ['complete', [5], 'a list of 1 strings, one for each prompt, got [5] (array)'],
] as const)('refuses an answer of `%s` in another shape: %#', async (method, answer, expected) => {
  const wrong = checkedModel({ ...model, [method]: async () => answer });
  const asked = {
    score: () => wrong.score(['ab'], scoring),
    predict: () => wrong.predict(reading),
    continuations: () => wrong.continuations(branched),
    complete: () => wrong.complete([''], { length: 1, temperature: 1, seed: 1 }),
  };
  const message = expect.stringContaining(`Expected \`${method}\` of the model to return ${expected}`);
  await expect(asked[method]()).rejects.toMatchObject({ code: 'EVALUATE_MODEL', message });
});

it('lets a token model predict characters outside the alphabet', async () => {
  const tokenBytes = ['a', 'b', 'é'].map((text) => new TextEncoder().encode(text));
  const logProbabilities = [0.25, 0.25, 0.5].map(Math.log);
  const tokens = fromTokenModel({ tokenBytes, alphabet: 'ab', open: () => ({ logProbabilities }) });
  expect(await checkedModel(tokens).predict(reading)).toEqual([
    Float32Array.of(Math.log(0.25), Math.log(0.25)),
  ]);
});

// reliability: distributions
it('refuses a row of `predict` that sums to more than 1, wherever it is', async () => {
  const wrong = checkedModel({ ...model, predict: async () => [Float32Array.of(half, half, 0, 0)] });
  await expect(wrong.predict([{ text: 'ab', at: [1, 2] }])).rejects.toThrow(
    'Expected `predict` of the model to return logarithms of probabilities that sum to 1, got a sum of 2.000.',
  );
});

it.each([
  ['a function', (fail: () => never) => fromNextCharacter(fail, { alphabet: 'ab' })],
  [
    'an object',
    (fail: () => never) => {
      class Own {
        readonly name = 'own';
        readonly alphabet = ['a', 'b'];
        readonly first = null;
        #fail = fail;
        open(): void {
          this.#fail();
        }
        advance = fail;
        fork = fail;
        close = fail;
      }
      return fromSequences(new Own());
    },
  ],
  ['a model', (fail: () => never) => ({ ...model, score: fail, predict: fail, complete: fail })],
])('passes on what %s throws', async (_, modelOf) => {
  const down = new TypeError('fetch failed');
  const failing = modelOf(() => {
    throw down;
  });
  await expect(evaluate(failing, { documents: ['(ab)\n'.repeat(40)], suite: 'quick' })).rejects.toBe(down);
});
