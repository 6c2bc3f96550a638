import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../models/language-model.ts';
import {
  type HeldOutScores,
  partsOfSettled,
  probeBitsPerCharacter,
  type ScoredDocument,
  scoreHeldOut,
  summarizeScores,
} from './bits-per-character.ts';

function scored(name: string, bits: readonly number[]): ScoredDocument {
  return { name, logProbabilities: Float32Array.from(bits, (value) => -value * Math.LN2) };
}

const summarize = (carried: readonly ScoredDocument[], reset: HeldOutScores['reset'] = null) =>
  summarizeScores({ name: 'test', stateful: true }, { carried, reset }, { split: 'test' });

describe('summarizeScores', () => {
  it('weighs every character the same, and leaves out what is NaN', () => {
    const documents = [scored('a', [Number.NaN, 1, 1, 1]), scored('b', [Number.NaN, 5])];
    const { characters, carried, reset } = summarize(documents);
    expect(characters).toBe(4);
    expect(carried!.bits).toBeCloseTo(2, 6);
    expect(carried).toMatchObject({ low: null, high: null });
    expect(reset).toBeNull();
  });

  it('tells bits by position since the beginning of the document', () => {
    const documents = [scored('a', [9, 8, 4, 2, 1, 1]), scored('b', [7, 8])];
    const { byPosition } = summarize(documents);
    const bits = [8, 8, 3, 1].map((value) => expect.closeTo(value, 5));
    expect(byPosition.map((bucket) => [bucket.from, bucket.to, bucket.n, bucket.bits])).toEqual([
      ...[
        [0, 1, 2, bits[0]],
        [1, 2, 2, bits[1]],
        [2, 4, 2, bits[2]],
        [4, 8, 2, bits[3]],
      ],
    ]);
  });

  it('refuses scores that are no log probabilities', () => {
    const score = (value: number) => () => summarize([scored('a.py', [1, -value / Math.LN2])]);
    expect(score(Number.NEGATIVE_INFINITY)).toThrow(/at most 0 from test, got .* for character 1 of a.py/);
    expect(score(0.5)).toThrow(/got 0.5 \(number\)/);
    expect(score(0)).not.toThrow();
    expect(() => summarize([])).toThrow(/at least one scored document/);
  });
});

describe('probeBitsPerCharacter', () => {
  /** Costs two bits per character of context that it does not have, up to four. */
  const forgetful: LanguageModel = {
    name: 'forgetful',
    stateful: true,
    alphabet: ['x'],
    predict: async () => [],
    continuations: async () => [],
    score: async (texts, { resetEvery }) =>
      texts.map(({ length }) =>
        Float32Array.from({ length }, (_, i) => {
          const context = i === 0 ? 0 : resetEvery === null ? i : ((i - 1) % resetEvery) + 1;
          return -2 * Math.max(0, 4 - context) * Math.LN2;
        }),
      ),
  };
  const documents = [{ path: 'a', text: 'x'.repeat(513) }];

  it('scores with the state carried and reset every 256 characters', async () => {
    const probed = await probeBitsPerCharacter(forgetful, documents, { split: 'test' });
    const { carried, reset, byPosition } = probed;
    expect(carried!.bits).toBeCloseTo((8 + 6 + 4 + 2) / 513, 6);
    expect(reset).toMatchObject({ every: 256 });
    expect(reset!.bits).toBeCloseTo((8 + 2 * (6 + 4 + 2)) / 513, 6);
    expect(byPosition[0]).toMatchObject({ from: 0, to: 1, n: 1 });
    expect(byPosition.at(-1)).toEqual({ from: 512, to: 1024, n: 1, bits: 0 });
  });

  it('tells what a carried state saves by the characters since the reset, and tests the settled ones alone', () => {
    // A state that is worth 2 bits on the first four characters after a reset and half a bit from 128 on; two documents of 600 characters.
    const carried = new Float32Array(600).fill(-3 * Math.LN2);
    const reset = carried.map((score, at) => {
      const since = at % 256;
      return at < 256 ? score : score - Math.LN2 * (since < 4 ? 2 : since >= 128 ? 0.5 : 0);
    });
    const documents = (logProbabilities: Float32Array) =>
      ['a', 'b'].map((name) => ({ name, logProbabilities }));
    const { sinceReset: saved } = summarize(documents(carried), {
      every: 256,
      documents: documents(reset),
    });
    // Characters 256 to 511 have 0 to 255 behind them, 512 to 599 have 0 to 87.
    expect(saved.map(({ n }) => n)).toEqual([4, 4, 8, 16, 32, 64, 128, 2 * (64 + 24), 256]);
    const values = saved.map(({ value }) => Math.round(1e4 * value) / 1e4);
    expect(values).toEqual([2, 2, 2, 0, 0, 0, 0, 0, 0.5]);
    // 128 to 255 once before the first reset, where both are alike, and once after it.
    const { parts } = partsOfSettled(documents(reset), 256);
    // A model that cannot predict a first character predicts the first after a reset from the whole stretch before.
    const blind = documents(Float32Array.of(Number.NaN, ...reset.subarray(1)));
    expect(partsOfSettled(blind, 256).parts[0]!.denominator).toBe(2 * 129);
    const sums = { denominator: 2 * 128, numerator: expect.closeTo(3 * 256 + 128 / 2, 3) };
    expect(parts).toMatchObject([sums, sums]);
  });

  it('reads a model without a state in pieces where it is the control', async () => {
    const pieces: number[] = [];
    const stateless: LanguageModel = {
      ...forgetful,
      stateful: false,
      score: async (texts) =>
        texts.map(({ length }) => {
          pieces.push(length);
          return Float32Array.from({ length }, (_, i) => (i === 0 ? -1 : -0.5));
        }),
    };
    const { reset } = await scoreHeldOut(stateless, documents, undefined, true);
    expect(pieces).toEqual([513, 256, 256, 1]);
    const scores = [...reset!.documents[0]!.logProbabilities.entries()];
    expect(scores.filter(([, score]) => score === -1).map(([at]) => at)).toEqual([0, 256, 512]);
  });
});
