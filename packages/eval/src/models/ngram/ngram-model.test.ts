import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NgramModel } from './ngram-model.ts';
import { discountsOf } from './smoothing.ts';
import { buildSuffixArray } from './suffix-array.ts';
import { matchLengths, TextIndex } from './text-index.ts';

const text = 'def f(x):\n    return [x, f(x)]\n\ndef g(y):\n    return {y: g(y)}\n';

/** Modified Kneser–Ney straight from Chen & Goodman (1999), with strings and maps. */
function referenceProbability(documents: readonly string[], order: number, context: string, next: string) {
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

async function distributionOf(model: NgramModel, context: string) {
  const [row] = await model.predict([{ text: context, at: [context.length] }]);
  const [scores] = await model.score([`${context}\u0001`]);
  const characters = new Map(model.alphabet.map((character, place) => [character, Math.exp(row![place]!)]));
  return { characters, other: Math.exp(scores!.at(-1)!) };
}

describe('NgramModel', () => {
  it.each([
    [
      [text, 'def h():\n    return [h()]\n', 'x'],
      '|d|de|def f(x):\n    ret|return [|\n\ndef g(y|qqq|def h(): z {',
    ],
    // Contexts that only end documents have no follower.
    [['xab', 'yab'], 'ab|b|xab|q'],
    [[text.toUpperCase(), '(é)\n'], '(|é)|DEF é'],
  ])('gives the probabilities of the definition, for what it trains on: %j', async (documents, contexts) => {
    for (const order of [1, 3, 6]) {
      const model = await NgramModel.train(documents, { order: order + 1 });
      for (const context of contexts.split('|')) {
        const { characters, other } = await distributionOf(model, context);
        for (const [character, probability] of [...characters, ['?', other] as const])
          expect(probability).toBeCloseTo(referenceProbability(documents, order, context, character), 6);
      }
    }
  });

  it('samples as often as the probabilities say, sharper at a low temperature, the best one at 0', async () => {
    const model = await NgramModel.train(['ab'.repeat(10) + 'ac'.repeat(5)], { order: 2 });
    const { characters } = await distributionOf(model, 'a');
    const shareOf = async (temperature: number) => {
      const prompts = Array<string>(4000).fill('a');
      const written = await model.complete(prompts, { length: 1, seed: 1, temperature });
      return written.filter((one) => one === 'b').length / written.length;
    };
    const { a, b, c } = Object.fromEntries(characters) as Record<'a' | 'b' | 'c', number>;
    expect(Math.abs((await shareOf(1)) - b / (a + b + c))).toBeLessThan(0.03);
    expect(Math.abs((await shareOf(0.5)) - b ** 2 / (a ** 2 + b ** 2 + c ** 2))).toBeLessThan(0.03);
    expect(await shareOf(0)).toBe(1);
  });

  it('scores as its distribution says, unknown characters too, and continues as it scores', async () => {
    const model = await NgramModel.train([text], { order: 6 });
    const [scored] = await model.score(['def f(y?):\n']);
    for (const [i, score] of scored!.entries()) {
      const { characters, other } = await distributionOf(model, 'def f(y?):\n'.slice(0, i));
      expect(score).toBeCloseTo(Math.log(characters.get('def f(y?):\n'[i]!) ?? other), 5);
    }
    const read = 'def f(z):\n    return [z]';
    const continuations = ['def ', ')', '', '}\n\ndef g'];
    const branches = continuations.flatMap((continuation) => [0, 9, 22].map((at) => ({ at, continuation })));
    const [sums] = await model.continuations([{ text: read, branches }]);
    for (const [index, { at, continuation }] of branches.entries()) {
      const [scores] = await model.score([read.slice(0, at) + continuation]);
      const expected = scores!.slice(at).reduce((sum, score) => sum + score, 0);
      expect(sums![index]).toBeCloseTo(expected, 4);
    }
    const unknown = await model.continuations([{ text: read, branches: [{ at: 3, continuation: 'f!' }] }]);
    expect(unknown).toEqual([Float32Array.of(Number.NaN)]);
  });

  it('holds more than 255 different characters', async () => {
    const many = Array.from({ length: 600 }, (_, i) => String.fromCharCode(0x4e00 + i)).join('');
    const model = await NgramModel.train([many + many]);
    const [scores] = await model.score([many]);
    expect(Math.exp(scores![300]!)).toBeGreaterThan(0.5);
  });
});

it('is what looking up every substring would give', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (training, text) => {
      const longest = Array.from({ length: text.length + 1 }, (_, end) => {
        let start = 0;
        while (!training.some((document) => document.includes(text.slice(start, end)))) start++;
        return end - start;
      });
      expect([...matchLengths(new TextIndex(training), text)]).toEqual(longest);
    }),
    { numRuns: 200, seed: 1 },
  );
});

const encode = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

it('sorts as comparing suffixes would', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 200 }), (text) => {
      const suffixes = Array.from({ length: text.length }, (_, start) => start);
      suffixes.sort((a, b) => (text.slice(a) < text.slice(b) ? -1 : 1));
      expect([...buildSuffixArray(encode(text), 128)]).toEqual(suffixes);
    }),
    { numRuns: 300, seed: 1 },
  );
});
