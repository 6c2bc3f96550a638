import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NgramModel } from './ngram-model.ts';
import { discountsOf } from './smoothing.ts';

const text = 'def f(x):\n    return [x, f(x)]\n\ndef g(y):\n    return {y: g(y)}\n';

/** Modified Kneser–Ney straight from Chen & Goodman (1999), with strings and maps. */
function referenceProbability(
  documents: readonly string[],
  order: number,
  context: string,
  next: string,
): number {
  const vocabulary = new Set(documents.join(''));
  const counts = Array.from({ length: order + 1 }, () => new Map<string, Map<string, number>>());
  const extensions = Array.from({ length: order + 1 }, () => new Map<string, Set<string>>());
  for (const document of documents) {
    const padded = `^${document}`;
    for (let i = 1; i < padded.length; i++) {
      for (let length = 0; length <= Math.min(order, i); length++) {
        const before = padded.slice(i - length, i);
        const followers = counts[length]!.get(before) ?? new Map<string, number>();
        followers.set(padded[i]!, (followers.get(padded[i]!) ?? 0) + 1);
        counts[length]!.set(before, followers);
        if (length === 0) continue;
        const key = `${before.slice(1)}|${padded[i]}`;
        const left = extensions[length - 1]!.get(key) ?? new Set();
        extensions[length - 1]!.set(key, left.add(before[0]!));
      }
    }
  }
  const adjusted = counts.map((level, length) => {
    const contexts = new Map<string, Map<string, number>>();
    for (const [before, followers] of level) {
      const isRaw = length === order || before.startsWith('^');
      const entries = [...followers].map(
        ([follower, count]) =>
          [follower, isRaw ? count : extensions[length]!.get(`${before}|${follower}`)!.size] as const,
      );
      contexts.set(before, new Map(entries));
    }
    return contexts;
  });
  let probability = 1 / (vocabulary.size + 1);
  const padded = `^${context}`;
  for (let length = 0; length <= Math.min(order, padded.length); length++) {
    const followers = adjusted[length]!.get(padded.slice(padded.length - length));
    if (followers === undefined) break;
    const all = relevantCounts(adjusted[length]!, documents, length);
    const discounts = discountsOf(
      Int32Array.from([0, 1, 2, 3, 4], (times) => all.filter((count) => count === times).length),
    );
    const values = [...followers.values()];
    const total = values.reduce((sum, count) => sum + count, 0);
    const discounted = values.reduce((sum, count) => sum + discounts[Math.min(count, 3)]!, 0);
    const count = followers.get(next) ?? 0;
    probability = (count - discounts[Math.min(count, 3)]! + discounted * probability) / total;
  }
  return probability;
}

/** Of the contexts that are not longer than it takes to occur once. */
function relevantCounts(
  contexts: ReadonlyMap<string, ReadonlyMap<string, number>>,
  documents: readonly string[],
  length: number,
): number[] {
  const occurrences = (part: string) =>
    documents.reduce((sum, document) => sum + countOf(part, `^${document}`), 0);
  return [...contexts]
    .filter(([before]) => length <= 1 || occurrences(before.slice(1)) > 1)
    .flatMap(([, followers]) => [...followers.values()]);
}

function countOf(part: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
  return count;
}

describe('NgramModel', () => {
  it('gives the probabilities of the definition', async () => {
    const documents = [text, 'def h():\n    return [h()]\n', 'x'];
    for (const order of [1, 3, 6]) {
      const model = await NgramModel.train(documents, { order: order + 1 });
      for (const context of [
        '',
        'd',
        'de',
        'def f(x):\n    ret',
        'return [',
        '\n\ndef g(y',
        'qqq',
        'def h(): z {',
      ]) {
        const { characters, other } = model.distribution(context);
        for (const [character, probability] of characters) {
          expect(probability).toBeCloseTo(referenceProbability(documents, order, context, character), 6);
        }
        expect(other).toBeCloseTo(referenceProbability(documents, order, context, '?'), 6);
      }
    }
  });

  it('sums to 1 after any context, and never says 0', async () => {
    const model = await NgramModel.train([text, text.toUpperCase(), '😀(é)\n'], { order: 9 });
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...text, '?', 'é'), maxLength: 30 }), (context) => {
        const { characters, other } = model.distribution(context);
        const probabilities = [...characters.values(), other];
        expect(Math.abs(probabilities.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-6);
        expect(Math.min(...probabilities)).toBeGreaterThan(0);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('scores each character as its distribution says, unknown ones too', async () => {
    const model = await NgramModel.train([text], { order: 6 });
    const scored = 'def f(y?):\n';
    const scores = model.logProbabilities(scored);
    expect(scores).toHaveLength(scored.length);
    for (let i = 0; i < scored.length; i++) {
      const { characters, other } = model.distribution(scored.slice(0, i));
      expect(scores[i]).toBeCloseTo(Math.log(characters.get(scored[i]!) ?? other), 5);
    }
  });

  it('samples deterministically, in the alphabet, after the prompt', async () => {
    const model = await NgramModel.train([text]);
    const options = { length: 200, count: 3, seed: 5, prompt: 'def ' };
    const samples = model.sample(options);
    expect(samples).toEqual(model.sample(options));
    expect(new Set(samples).size).toBe(3);
    expect(samples).not.toEqual(model.sample({ ...options, seed: 6 }));
    for (const sample of samples) {
      expect(sample).toHaveLength(204);
      expect(sample.startsWith('def ')).toBe(true);
      expect([...sample].every((character) => text.includes(character))).toBe(true);
    }
  });

  it('samples as often as the probabilities say, sharper at a low temperature, the best one at 0', async () => {
    const model = await NgramModel.train(['ab'.repeat(10) + 'ac'.repeat(5)], { order: 2 });
    const { characters } = model.distribution('a');
    const shareOf = (temperature: number) => {
      const samples = model.sample({ length: 1, count: 4000, seed: 1, prompt: 'a', temperature });
      return samples.filter((sample) => sample === 'ab').length / samples.length;
    };
    const [b, c, a] = ['b', 'c', 'a'].map((character) => characters.get(character)!) as [
      number,
      number,
      number,
    ];
    expect(Math.abs(shareOf(1) - b / (a + b + c))).toBeLessThan(0.03);
    expect(Math.abs(shareOf(0.5) - b ** 2 / (a ** 2 + b ** 2 + c ** 2))).toBeLessThan(0.03);
    expect(shareOf(0)).toBe(1);
  });

  it('learns nothing from contexts that only end documents', async () => {
    const model = await NgramModel.train(['xab', 'yab'], { order: 5 });
    for (const context of ['ab', 'b', 'xab']) {
      const { characters, other } = model.distribution(context);
      // Without a follower of "ab" all that is left are the characters as they come: x, y, a twice, b twice.
      expect(characters).toEqual(model.distribution('q').characters);
      expect([...characters.values()].reduce((sum, value) => sum + value, other)).toBeCloseTo(1, 6);
    }
  });

  it('predicts and continues as it scores', async () => {
    const model = await NgramModel.train([text], { order: 6 });
    const read = 'def f(z):\n    return [z]';
    const at = [1, 4, 12, read.length];
    const [rows] = await model.predict([{ text: read, at }]);
    for (const [row, offset] of at.entries()) {
      const { characters } = model.distribution(read.slice(0, offset));
      for (const [column, character] of model.alphabet.entries()) {
        const logProbability = rows![row * model.alphabet.length + column];
        expect(logProbability).toBeCloseTo(Math.log(characters.get(character)!), 5);
      }
    }
    const continuations = ['def ', ')', '', '}\n\ndef g'];
    const branches = continuations.flatMap((continuation) => [0, 9, 22].map((at) => ({ at, continuation })));
    const [sums] = await model.continuations([{ text: read, branches }]);
    for (const [index, { at, continuation }] of branches.entries()) {
      const scores = model.logProbabilities(read.slice(0, at) + continuation).slice(at);
      const expected = scores.reduce((sum, score) => sum + score, 0);
      expect(sums![index]).toBeCloseTo(expected, 4);
    }
    const unknown = await model.continuations([{ text: read, branches: [{ at: 3, continuation: 'f!' }] }]);
    expect(unknown).toEqual([Float32Array.of(Number.NaN)]);
  });

  it('tells how far its training is, in order, to the end', async () => {
    const shares: number[] = [];
    await NgramModel.train([text], { onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('holds more than 255 different characters', async () => {
    const many = Array.from({ length: 600 }, (_, i) => String.fromCharCode(0x4e00 + i)).join('');
    const model = await NgramModel.train([many + many]);
    const scores = model.logProbabilities(many);
    expect(Math.exp(scores[300]!)).toBeGreaterThan(0.5);
  });

  it('refuses what it cannot train on', async () => {
    await expect(NgramModel.train([text], { order: 1 })).rejects.toThrow(/`order` to be at least 2, got 1/);
    await expect(NgramModel.train(['', ''])).rejects.toThrow(
      /Expected at least one character to train an n-gram model on, got empty documents only/,
    );
  });
});
