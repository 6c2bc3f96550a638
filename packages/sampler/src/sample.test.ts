import type { ChoiceOptions } from '@longrange/model/internal';
import { characterProbabilities } from '@longrange/ops/internal';
import { array, assert, double, float, integer, option, property, record } from 'fast-check';
import { expect, it } from 'vitest';

function probabilities(logits: Float32Array, choice: ChoiceOptions): Float64Array {
  const { temperature, topK = logits.length, topP = 1 } = choice;
  return characterProbabilities(logits, { temperature, topK, topP })!;
}

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
      const got = probabilities(row, choice);
      bruteForce(row, choice).forEach((expected, i) => {
        expect(got[i]).toBeCloseTo(expected, 9);
      });
    }),
    { seed: 1, numRuns: 1000 },
  );
});

it('keeps exactly k of equals, and the fewest that reach p', () => {
  const equal = new Float32Array(4);
  const third = 1 / 3;
  const row = Float32Array.from([0.1, 0.6, 0.3].map(Math.log));
  for (const [logits, choice, expected] of [
    [equal, { topK: 2 }, [0.5, 0.5, 0, 0]],
    [equal, { topP: 0.5 }, [0.5, 0.5, 0, 0]],
    [equal, { topP: 0.51 }, [third, third, third, 0]],
    [row, { topP: 1e-9 }, [0, 1, 0]],
  ] as const)
    expect([...probabilities(logits, { temperature: 1, ...choice })]).toEqual(expected);
});

it('temperature 0 takes the first of the likeliest; a low one comes near it; a high one is uniform', () => {
  const row = Float32Array.of(1, 3, 3, -2);
  expect([...probabilities(row, { temperature: 0 })]).toEqual([0, 1, 0, 0]);
  expect([...probabilities(row, { temperature: 1e-300 })]).toEqual([0, 0.5, 0.5, 0]);
  for (const p of probabilities(row, { temperature: 1e9 })) expect(p).toBeCloseTo(0.25, 8);
});
