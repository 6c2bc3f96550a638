import type { Choice } from '@longrange/code';
import type { CloserFailures } from '../../metrics/failures/failures.ts';
import { failuresByDistance, quoteFailure } from '../../metrics/failures/failures.ts';
import type { CloserObservation } from './closer-accuracy.ts';

/**
 * Metric 10: closers that were not held.
 * @param choices in the order of `observations`
 * @param scores natural logarithms of the three closers' probabilities, the true one first
 */
export function closerFailures(
  choices: readonly Choice[],
  scores: readonly (readonly number[])[],
  observations: readonly CloserObservation[],
  seed: number,
): CloserFailures {
  const failures = observations.flatMap(({ outcome, distance }, index) =>
    outcome === 'broken' ? [{ index, distance }] : [],
  );
  return failuresByDistance(failures, ({ index }) => quote(choices[index]!, scores[index]!), seed);
}

function quote({ document, text, start, at, alternatives }: Choice, scores: readonly number[]) {
  return {
    ...quoteFailure({ document, text, opener: start, at }),
    probabilities: alternatives.map((closer, index) => ({
      closer,
      probability: rounded(Math.exp(scores[index]!)),
    })),
  };
}

/** Probability to four digits; 0 for a closer that the model cannot write. */
function rounded(probability: number): number {
  return Number.isNaN(probability) ? 0 : Math.min(1, Number(probability.toPrecision(4)));
}
