import { formatProbability } from '@longrange/document/internal';
import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../page/testing/load-fixture.ts';
import type { Subject } from '../subject-schema.ts';
import { failedBrackets, failedClosers } from './shown-failures.ts';

const complete = loadFixture('complete');
const at = { document: 'sample-1', text: 'f([1)]', opener: 2, omitted: null };

/** What is said of a model that broke these brackets. */
function broken(...examples: { event: string; at: number; distance: number }[]) {
  const model = complete.subjects.find(({ id }) => id === 'model')!;
  const range = { from: 2, to: 4, failures: 30, examples: examples.map((one) => ({ ...at, ...one })) };
  return failedBrackets('brackets-0', 'model', { ...model, bracketFailures: [range] } as Subject);
}

describe('what is said of a bracket that broke', () => {
  it.each([
    [
      'what came instead of its closer',
      { event: 'wrongType', at: 4, distance: 2 },
      /: \) came where \] was due$/,
    ],
    [
      'that one further out was closed',
      { event: 'closedByForce', at: 4, distance: 2 },
      /further out; \] was due first$/,
    ],
    [
      'where it was given up',
      { event: 'unclosed', at: 3, distance: 1 },
      /^after 1 character: .* due by here$/,
    ],
    ['that the text ends', { event: 'unclosed', at: 6, distance: 4 }, /the text ends, \] was due$/],
  ])('is %s', (_, example, words) => {
    expect(broken(example)[0]!.examples[0]!.words).toMatch(words);
  });
});

it('says what the predictor gave all three closers, the true one first', () => {
  const { natural } = complete.probes!.predictors[0]!.closers;
  const { distance, probabilities } = natural.failures![0]!.examples[0]!;
  const [first, second, third] = probabilities.map(
    ({ closer, probability }) => `${closer} ${formatProbability(probability)}`,
  );
  const [range] = failedClosers('closers-0', 'model', natural);
  expect(range!.examples[0]!.words).toMatch(new RegExp(`^after ${distance} characters?: P of the true `));
  expect(range!.examples[0]!.words.endsWith(`${first}, ${second}, ${third}`)).toBe(true);
});
