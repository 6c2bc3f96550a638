import { expect, it } from 'vitest';
import { fromNextCharacter, type NextCharacter } from './from-next-character.ts';

/** After `a` comes `b` with 3/4; else each of `a`, `b`, `𝛼` with 1/2, 1/4, 1/4. */
const next: NextCharacter = (text) => (text.endsWith('a') ? [1 / 8, 3 / 4, 1 / 8] : [1 / 2, 1 / 4, 1 / 4]);
const model = fromNextCharacter(next, { alphabet: 'ab𝛼', name: 'toy' });

const probabilities = (logs: Float32Array | undefined) => Array.from(logs!, (log) => Math.exp(log));
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

it('scores each character given those before it, or since the last reset', async () => {
  const [whole, other] = await model.score(['aba', '𝛼b?'], { resetEvery: null });
  expect(probabilities(whole)).toEqual(near([1 / 2, 3 / 4, 1 / 2]));
  // NaN where it knows no such character, and for the second half of one.
  expect(probabilities(other)).toEqual([
    expect.closeTo(1 / 4, 6),
    Number.NaN,
    expect.closeTo(1 / 4, 6),
    Number.NaN,
  ]);
  const [reset] = await model.score(['aba'], { resetEvery: 1 });
  expect(probabilities(reset)).toEqual(near([1 / 2, 1 / 4, 1 / 2]));
});

it('predicts in the middle of texts, and goes on otherwise than they do', async () => {
  const [rows] = await model.predict([{ text: 'ab', at: [1, 2] }]);
  expect(probabilities(rows)).toEqual(near([1 / 8, 3 / 4, 1 / 8, 1 / 2, 1 / 4, 1 / 4]));
  const branches = ['b', 'ba', 'b𝛼', 'x'].map((continuation) => ({ at: 1, continuation }));
  const [scores] = await model.continuations([{ text: 'ab', branches }]);
  expect(probabilities(scores)).toEqual([...near([3 / 4, 3 / 8, 3 / 16]), Number.NaN]);
});

it('writes what is likely, the same with the same seed whatever else is written', async () => {
  expect(await model.complete(['', 'a'], { length: 4, temperature: 0, seed: 1 })).toEqual(['abab', 'baba']);
  const options = { length: 4000, temperature: 1, seed: 7 };
  const [one, two] = await model.complete(['', ''], options);
  expect((await model.complete(['', 'b'], options))[0]).toBe(one);
  expect(one).not.toBe(two);
  const afterA = Array.from(one!.matchAll(/a(?=(.))/gu), ([, after]) => after);
  // 1,600 draws or so: three standard errors of 3/4 are 0.033.
  expect(afterA.filter((after) => after === 'b').length / afterA.length).toBeCloseTo(3 / 4, 1);
});

// reliability: distributions
it.each<[unknown, RegExp]>([
  [[1], /Expected 3 probabilities.* after "…cdefghijklmnopqrstuv", got 1\./],
  [undefined, /Expected 3 probabilities.*got nothing/],
  [[-1, 2, 0], /Expected the probability of "a" .* to be from 0 to 1, got -1\.$/],
  [[0.5, Number.NaN, 0.5], /Expected the probability of "b" .*got NaN/],
  [[1, 2, 1], /to sum to 1, got 4\.$/],
])('refuses %o', async (answer, message) => {
  const wrong = fromNextCharacter(() => answer as number[], { alphabet: 'ab𝛼' });
  const read = wrong.predict([{ text: 'abcdefghijklmnopqrstuv', at: [22] }]);
  await expect(read).rejects.toThrow(message);
  await expect(read).rejects.toMatchObject({ code: 'DISTRIBUTION_INVALID', exitCode: 2 });
});

it.each([
  ['', /at least two characters, got 0/],
  [['a', 'bc'], /single characters, got "bc"/],
  ['abca', /to list each character once, got "a" twice/],
])('refuses the alphabet %j', (alphabet, message) => {
  expect(() => fromNextCharacter(next, { alphabet })).toThrow(message);
});
