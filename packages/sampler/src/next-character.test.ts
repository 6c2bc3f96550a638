import { array, assert, double, float, integer, option, property, record } from 'fast-check';
import { expect, it } from 'vitest';
import { type ChoiceOptions, drawIndex, nextCharacterProbabilities } from './next-character.ts';

/** The definition, step by step, on plain arrays. */
function bruteForce(logits: Float32Array, { temperature, topK, topP }: ChoiceOptions): number[] {
  const largest = Math.max(...logits);
  let weights = [...logits].map((logit) => Math.exp((logit - largest) / temperature));
  const rank = (i: number) =>
    weights.filter((weight, j) => weight > weights[i]! || (weight === weights[i] && j < i)).length;
  if (topK !== undefined) {
    const ranks = weights.map((_, i) => rank(i));
    weights = weights.map((weight, i) => (ranks[i]! < topK ? weight : 0));
  }
  if (topP !== undefined) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const ranks = weights.map((_, i) => rank(i));
    const better = (i: number) =>
      weights.reduce((sum, weight, j) => sum + (ranks[j]! < ranks[i]! ? weight : 0), 0);
    const kept = weights.map((weight, i) => (better(i) < topP * total * (1 - 1e-12) ? weight : 0));
    weights = topP === 1 ? weights : kept;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

it('equals the definition for any logits and options', () => {
  const options = record({
    temperature: double({ min: 0.05, max: 5, noNaN: true }),
    topK: option(integer({ min: 1, max: 12 }), { nil: undefined }),
    // Thirds do not sit on the edge of a sum of a few equal weights.
    topP: option(
      integer({ min: 1, max: 96 }).map((n) => n / 97),
      { nil: undefined },
    ),
  });
  const logits = array(float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 10 });
  assert(
    property(logits, options, (values, choice) => {
      const row = Float32Array.from(values);
      const got = nextCharacterProbabilities(row, choice);
      bruteForce(row, choice).forEach((expected, i) => {
        expect(got[i]).toBeCloseTo(expected, 9);
      });
    }),
    { seed: 1, numRuns: 1000 },
  );
});

it('keeps exactly k of equals, and the fewest that reach p', () => {
  const equal = new Float32Array(4);
  expect([...nextCharacterProbabilities(equal, { temperature: 1, topK: 2 })]).toEqual([0.5, 0.5, 0, 0]);
  expect([...nextCharacterProbabilities(equal, { temperature: 1, topP: 0.5 })]).toEqual([0.5, 0.5, 0, 0]);
  expect([...nextCharacterProbabilities(equal, { temperature: 1, topP: 0.51 })]).toEqual([
    1 / 3,
    1 / 3,
    1 / 3,
    0,
  ]);
  const row = Float32Array.from([0.1, 0.6, 0.3].map(Math.log));
  const nucleus = nextCharacterProbabilities(row, { temperature: 1, topP: 0.7 });
  expect(nucleus[0]).toBe(0);
  expect(nucleus[1]).toBeCloseTo(2 / 3, 6);
  const tiny = nextCharacterProbabilities(row, { temperature: 1, topP: 1e-9 });
  expect([...tiny]).toEqual([0, 1, 0]);
});

it('temperature 0 takes the first of the likeliest; a low one comes near it; a high one is uniform', () => {
  const row = Float32Array.of(1, 3, 3, -2);
  expect([...nextCharacterProbabilities(row, { temperature: 0 })]).toEqual([0, 1, 0, 0]);
  expect([...nextCharacterProbabilities(row, { temperature: 1e-300 })]).toEqual([0, 0.5, 0.5, 0]);
  for (const p of nextCharacterProbabilities(row, { temperature: 1e9 })) expect(p).toBeCloseTo(0.25, 8);
});

it('refuses logits that are not finite', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => nextCharacterProbabilities(Float32Array.of(0, bad), { temperature: 1 })).toThrow(
      /finite logits/,
    );
  }
});

it('drawIndex never lands on probability zero', () => {
  const probabilities = Float64Array.of(0, 0.25, 0, 0.75 - 1e-12, 0);
  expect(drawIndex(probabilities, 0)).toBe(1);
  expect(drawIndex(probabilities, 0.2499)).toBe(1);
  expect(drawIndex(probabilities, 0.25)).toBe(3);
  expect(drawIndex(probabilities, 1 - 2 ** -53)).toBe(3);
});
