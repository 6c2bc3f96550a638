import type { Choice, ChoiceKind } from '../code/dependencies/choice.ts';
import { d80Of } from '../statistics/d80.ts';
import { summarizeDependency } from '../statistics/dependency.ts';
import type { Observation } from '../statistics/observation.ts';
import type { MinimalPairs } from './schema.ts';

/**
 * Metric 11: one observation for each choice, in their order. Held where log P(truth) > log P(flipped), the flipped being
 * the second alternative; broken where the model cannot write the truth.
 * @param scores natural logarithms of the alternatives' probabilities, NaN for one that the model cannot write
 */
export function observePairs(
  choices: readonly Choice[],
  scores: readonly (readonly number[])[],
): Observation<ChoiceKind>[] {
  return choices.map(({ document, kind, start, distance, depth, attractors }, index) => {
    const [truth, flipped] = scores[index]!.map((score) => (Number.isNaN(score) ? -Infinity : score));
    const outcome = truth! > flipped! ? 'held' : 'broken';
    return { document, kind, outcome, start, end: start + distance, distance, depth, attractors };
  });
}

/** Shares held of one form, natural or stretched. */
export function summarizePairs(observations: readonly Observation[]): MinimalPairs['natural'] {
  const dependency = summarizeDependency(observations);
  return { ...dependency, d80: d80Of(dependency.byDistance) };
}
