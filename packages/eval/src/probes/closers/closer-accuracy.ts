import type { Choice, Observation } from '@longrange/code';
import { type CloserFailures, failuresByDistance, quoteFailure } from '../../metrics/failures/failures.ts';
import { doublingScale, HELD_SHARE, summarizeDependency } from '../../statistics/buckets.ts';
import type { MeanBucket } from '../../statistics/shapes.ts';
import { meanByRange } from '../../statistics/summaries.ts';

/** A closer that a model was to predict. Held if P(true closer) / P(any closer) is more than 0.8 (Hewitt et al. 2020). */
export interface CloserObservation extends Observation<'closer'> {
  /** P(true closer); 0 if the model cannot write it. */
  readonly probability: number;
}

/**
 * Metric 10: one observation for each closer, in their order.
 * @param scores natural logarithms of the three closers' probabilities, the true one first
 */
export function observeClosers(
  choices: readonly Choice[],
  scores: readonly (readonly number[])[],
): CloserObservation[] {
  return choices.map((choice, index) => {
    const probabilities = scores[index]!.map((score) => (Number.isNaN(score) ? 0 : Math.exp(score)));
    const any = probabilities.reduce((sum, probability) => sum + probability, 0);
    const { document, start, distance, depth, attractors } = choice;
    return {
      kind: 'closer',
      outcome: probabilities[0]! > HELD_SHARE * any ? 'held' : 'broken',
      document,
      start,
      end: start + distance,
      distance,
      depth,
      attractors,
      probability: probabilities[0]!,
    };
  });
}

/** Summary of closers without examples of failures. */
export function summarizeClosers(observations: readonly CloserObservation[]) {
  const dependency = summarizeDependency(observations);
  const probabilities = observations.map((observation) => ({
    ...observation,
    value: observation.probability,
  }));
  return {
    ...dependency,
    probability: meanByRange(probabilities, ({ distance }) => distance, doublingScale),
  };
}

/**
 * Mean P(true closer) of one model minus that of another, on the same closers, by distance (Karpathy, Johnson & Li 2015).
 * @param model results of `observeClosers`, in the same order as those of `other`
 */
export function closerGain(
  model: readonly CloserObservation[],
  other: readonly CloserObservation[],
): MeanBucket[] {
  const gains = model.map((observation, index) => ({
    ...observation,
    value: observation.probability - other[index]!.probability,
  }));
  return meanByRange(gains, ({ distance }) => distance, doublingScale);
}

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
