import { describe, expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { Result } from '../document/types.ts';
import { formatProbability } from '../text/format.ts';
import { failuresAt, failuresOf } from './failures.ts';

const complete = loadFixture('complete');
const at = { document: 'sample-1', text: 'f([1)]', opener: 2, omitted: null };

/** A result in which the model broke these brackets. */
function broken(...examples: { fate: string; at: number; distance: number }[]): Result {
  const model = complete.subjects.find(({ id }) => id === 'model')!;
  const range = { from: 2, to: 4, failures: 30, examples: examples.map((one) => ({ ...at, ...one })) };
  return { ...complete, subjects: [{ ...model, bracketFailures: [range] }] } as Result;
}

function words(...examples: Parameters<typeof broken>): string[] {
  return failuresOf('delimiters-by-distance', broken(...examples)).flatMap((range) =>
    range.examples.map((example) => example.words),
  );
}

describe('what is said of a bracket that broke', () => {
  it('is what came instead of its closer', () => {
    expect(words({ fate: 'wrongType', at: 4, distance: 2 })).toEqual([
      'after 2 characters: ) came where ] was due',
    ]);
    expect(words({ fate: 'closedByForce', at: 4, distance: 2 })).toEqual([
      'after 2 characters: ) closed what lies further out; ] was due first',
    ]);
  });

  it('is where it was given up, or that the text ends', () => {
    expect(words({ fate: 'unclosed', at: 3, distance: 1 }, { fate: 'unclosed', at: 6, distance: 4 })).toEqual(
      [
        'after 1 character: never closed; ] was due by here',
        'after 4 characters: never closed; the text ends, ] was due',
      ],
    );
  });

  it('counts all in the title, and those shown', () => {
    const [range] = failuresOf('delimiters-by-distance', broken({ fate: 'wrongType', at: 4, distance: 2 }));
    expect(range).toMatchObject({ from: 2, title: 'model, 2–3 characters: 30 brackets broke, 1 shown' });
  });
});

it('says what the predictor gave all three closers, the true one first', () => {
  const ranges = failuresOf('closers-by-distance', complete);
  const series = [...new Set(ranges.map((range) => range.series))];
  expect(series).toEqual(['model, natural', 'model, stretched', '10-gram, natural', '10-gram, stretched']);
  const { distance, probabilities } =
    complete.probes!.predictors[0]!.closers.natural.failures![0]!.examples[0]!;
  const [first, second, third] = probabilities.map(
    ({ closer, probability }) => `${closer} ${formatProbability(probability)}`,
  );
  expect(ranges[0]!.examples[0]!.words).toBe(
    `after ${distance} characters: P of the true ${first}, ${second}, ${third}`,
  );
});

it('finds the range of a point, and none where nothing failed', () => {
  const ranges = failuresOf('closers-by-distance', complete);
  expect(failuresAt(ranges, 'model, natural', { from: 16 })).toBe('failed-closers-0-natural-16');
  expect(failuresAt(ranges, 'model, natural', { from: 8 })).toBeNull();
  expect(failuresAt(ranges, 'n-gram', { from: 16 })).toBeNull();
});

it('has none for other charts, nor for results that keep none', () => {
  expect(failuresOf('gates', complete)).toEqual([]);
  expect(failuresOf('delimiters-by-distance', loadFixture('full'))).toEqual([]);
  expect(failuresOf('closers-by-distance', loadFixture('full'))).toEqual([]);
});
