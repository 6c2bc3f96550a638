import { python } from '@longrange/code';
import { expect, it } from 'vitest';
import type { LanguageModel } from '../models/language-model.ts';
import { NgramModel } from '../models/ngram/ngram-model.ts';
import { OracleModel } from './oracle-model.ts';
import { WindowModel } from './prefix-model.ts';

const training = `
import os

def f(x, value):
    """A text with 'quotes'."""
    try:
        return g[x](value, "it's", {x: 1})
    except E:
        if value:
            pass
        else:
            x = [value]
    finally:
        pass


class C:
    def h(self, count):
        for x in range(count):  # a comment (
            print(f"{count!r} {x[0]}")
`;
const ngram = await NgramModel.train([training, training.replaceAll('x', 'y')], { order: 9 });
const oracle = new OracleModel(ngram, python);

async function probabilityOf(model: LanguageModel, before: string, continuation: string): Promise<number> {
  const [scores] = await model.continuations([
    { text: before, branches: [{ at: before.length, continuation }] },
  ]);
  return Math.exp(scores![0]!);
}

it('is a distribution everywhere, and says the same however it is asked and whatever comes later', async () => {
  const size = oracle.alphabet.length;
  const places = Array.from({ length: training.length - 1 }, (_, i) => i + 1);
  for (const model of [oracle, new WindowModel(oracle, 40)]) {
    const [rows] = await model.predict([{ text: training, at: places }]);
    const [scores] = await model.score([training], { resetEvery: null });
    const branches = places.map((at) => ({ at, continuation: training.slice(at, at + 2) }));
    const [continued] = await model.continuations([{ text: training, branches }]);
    for (const [row, at] of places.entries()) {
      if (row % 3 !== 0) continue;
      const distribution = rows!.subarray(row * size, (row + 1) * size);
      // The n-gram leaves something for characters that are not in its alphabet.
      const sum = distribution.reduce((total, score) => total + Math.exp(score), 0);
      expect(sum).toBeGreaterThan(0.98);
      expect(sum).toBeLessThan(1 + 1e-5);
      const character = oracle.alphabet.indexOf(training[at]!);
      expect(scores![at]).toBe(distribution[character]);
      const cut = await model.predict([{ text: `${training.slice(0, at)}'''(`, at: [at] }]);
      expect(cut[0]).toEqual(distribution);
      if (at + 1 < training.length) expect(continued![row]).toBeCloseTo(scores![at]! + scores![at + 1]!, 3);
    }
    expect(scores![0]).toBeNaN();
  }
});

it('the window sees exactly its last characters', async () => {
  const window = new WindowModel(ngram, 3);
  expect(window).toMatchObject({ name: '9-gram, last 3', alphabet: ngram.alphabet });
  const rows = async (model: LanguageModel, text: string) =>
    (await model.predict([{ text, at: [text.length] }]))[0];
  expect(await rows(window, '    return')).toEqual(await rows(ngram, 'urn'));
  expect(await rows(window, 'xx return')).toEqual(await rows(window, '    return'));
  expect(await rows(window, '    retern')).not.toEqual(await rows(window, '    return'));
  // The second character of a continuation is predicted from what precedes it, the first included.
  const score = async (text: string, next: string) =>
    (await rows(ngram, text))![ngram.alphabet.indexOf(next)]!;
  expect(Math.log(await probabilityOf(window, 'return', ' x'))).toBeCloseTo(
    (await score('urn', ' ')) + (await score('rn ', 'x')),
    5,
  );
});

it('the state is emptied as asked for', async () => {
  const [scores] = await oracle.score([training], { resetEvery: 16 });
  for (const at of [1, 15, 16, 17, 31, 32, 33, 100]) {
    const before = training.slice(16 * Math.floor((at - 1) / 16), at);
    expect(Math.exp(scores![at]!)).toBeCloseTo(await probabilityOf(oracle, before, training[at]!), 6);
  }
});
