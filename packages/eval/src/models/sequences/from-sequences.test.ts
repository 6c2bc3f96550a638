import { expect, it } from 'vitest';
import { fromNextCharacter } from '../from-next-character.ts';
import { fromSequences } from './from-sequences.ts';
import type { SequenceModel } from './side-by-side.ts';

const alphabet = [...'ab()\n'];

/** Logarithms after a text: the last three characters count, each with its distance. */
function logsAfter(text: string): Float32Array {
  const weights = alphabet.map((character, place) =>
    [...text.slice(-3)].reduce((sum, one, at) => sum + (one === character ? 3 * (at + 1) : 0), 1 + place / 7),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float32Array.from(weights, (weight) => Math.log(weight / total));
}

/** The same, read in chunks; it notes how much it was asked. */
function reader(first: boolean) {
  const texts = new Map<number, string>();
  const asked = { calls: 0, read: 0, most: 0 };
  const model: SequenceModel = {
    name: 'reader',
    alphabet,
    batchSize: 4,
    first: first ? logsAfter('') : null,
    open([one]) {
      texts.set(one!, '');
    },
    fork([from], [to]) {
      texts.set(to!, texts.get(from!)!);
    },
    close([one]) {
      texts.delete(one!);
    },
    async advance(sequences, ids, rows) {
      const steps = ids.length / sequences.length;
      asked.calls++;
      asked.read += ids.length;
      asked.most = Math.max(asked.most, sequences.length);
      const all = Array.from(ids, (id, place) => {
        const sequence = sequences[Math.floor(place / steps)]!;
        texts.set(sequence, texts.get(sequence)! + alphabet[id]!);
        return logsAfter(texts.get(sequence)!);
      });
      return Float32Array.from([...rows].flatMap((place) => [...all[place]!]));
    },
  };
  return { model, texts, asked };
}

const documents = Array.from({ length: 9 }, (_, index) => '(a(b)\nab)'.repeat(3 + 9 * index).slice(index));
const same = fromNextCharacter((text) => logsAfter(text).map(Math.exp), { alphabet });

const near = (all: readonly Float32Array[]) =>
  all.map((one) => Array.from(one, (log) => (Number.isNaN(log) ? log : expect.closeTo(log, 4))));

it('gives what the same model gives character by character, and reads each character once', async () => {
  const { model, texts, asked } = reader(true);
  const own = fromSequences(model);
  for (const resetEvery of [null, 7])
    expect((await own.score(documents, { resetEvery })).map((one) => [...one])).toEqual(
      near(await same.score(documents, { resetEvery })),
    );
  const characters = documents.join('').length;
  // A document's last character is not read; at its end a sequence may read a little more.
  expect(asked.read).toBeLessThan(2 * 1.2 * characters);
  expect(asked.calls).toBeLessThan(characters / 8);
  expect(asked.most).toBe(4);
  const readings = documents.map((text) => ({ text, at: [0, 5, 5, text.length - 1] }));
  expect((await own.predict(readings)).map((one) => [...one])).toEqual(near(await same.predict(readings)));
  const branched = documents.map((text) => ({
    text,
    branches: ['(', 'ab', '', 'a)\n', 'z'].map((continuation, at) => ({ at: 5 * at, continuation })),
  }));
  const continued = await own.continuations(branched);
  expect(continued.map((one) => [...one])).toEqual(near(await same.continuations(branched)));
  expect(continued[0]![4]).toBeNaN();
  const writing = { length: 40, temperature: 0.7, seed: 3 };
  const prompts = ['', '(a', documents[8]!];
  expect(await own.complete(prompts, writing)).toEqual(await same.complete(prompts, writing));
  expect(await own.complete(['a'], { ...writing, isDone: (_, text) => text.length > 10 })).toEqual([
    (await same.complete(['a'], writing))[0]!.slice(0, 16),
  ]);
  expect(texts.size).toBe(0);
});

it('guesses the first character of a text evenly if the model predicts none', async () => {
  const own = fromSequences(reader(false).model);
  const [whole] = await own.score(['éa(b'], { resetEvery: null });
  const guess = expect.closeTo(-Math.log(5), 5);
  const log = (text: string, next: string) => expect.closeTo(logsAfter(text)[alphabet.indexOf(next)]!, 5);
  expect([...whole!]).toEqual([Number.NaN, guess, log('a', '('), log('a(', 'b')]);
  // Characters 2 and 4 are predicted from the one before them alone, as with a network.
  const [reset] = await own.score(['ab()a'], { resetEvery: 2 });
  expect([...reset!]).toEqual([guess, log('a', 'b'), log('ab', '('), log('(', ')'), log('()', 'a')]);
  expect([...(await own.predict([{ text: 'a', at: [0] }]))[0]!]).toEqual(alphabet.map(() => guess));
  // A sample begins after a newline.
  const writing = { length: 1, temperature: 0, seed: 0 };
  const [likeliest] = [...logsAfter('\n').entries()].sort(([, a], [, b]) => b - a);
  expect(await own.complete([''], writing)).toEqual([alphabet[likeliest![0]]]);
});

// reliability: distributions
it.each<[number[], RegExp]>([
  [
    [-1],
    /^Expected `advance` of the model reader to have 4 × 5 log-probabilities in a Float32Array, got 1 numbers\.$/,
  ],
  [[0, 0, 0, -Infinity, -Infinity], /to have probabilities that sum to 1, got 3\.$/],
  [[-1, -1, -9, -9, -9], /got 0\.736129\.$/],
  [[Number.NaN, 0, -9, -9, -9], /to have log-probabilities of at most 0, got NaN for "a"\.$/],
  [[-9, 2, -9, -9, -9], /got 2 for "b"\.$/],
])('refuses %j as the last row of an answer', async (last, message) => {
  const { model } = reader(true);
  const advance: SequenceModel['advance'] = async (...asked) => {
    const rows = await model.advance(...asked);
    if (last.length < alphabet.length) return Float32Array.from(last);
    rows.set(last, rows.length - alphabet.length);
    return rows;
  };
  const read = fromSequences({ ...model, advance }).score(['aaaaa'], { resetEvery: null });
  await expect(read).rejects.toMatchObject({
    code: 'DISTRIBUTION_INVALID',
    message: expect.stringMatching(message),
  });
});

// reliability: distributions
it('refuses a distribution of first characters that is none', () => {
  const { model } = reader(true);
  expect(() => fromSequences({ ...model, first: new Float32Array(5) })).toThrow(
    'Expected `first` of the model reader to have probabilities that sum to 1, got 5.',
  );
});

it('rejects with what the model throws', async () => {
  const { model } = reader(true);
  const own = fromSequences({ ...model, advance: () => Promise.reject(new Error('no')) });
  await expect(own.score(documents, { resetEvery: null })).rejects.toThrow('no');
  expect(() => fromSequences({} as SequenceModel)).toThrow(/`advance`/);
});
