import type { ChoiceKind, MinimalPair } from '@longrange/code';
import type { LanguageModel, OnShare } from '../../models/language-model.ts';

import { type ChoiceScorer, scoreChoices } from '../choices/score-choices.ts';

/** Result of scoring a minimal pair. */
export interface ScoredPair {
  readonly kind: ChoiceKind;
  readonly document: string;
  readonly distance: number;
  /** True if each member's own closer is likelier in it than the other's. */
  readonly isRight: boolean;
  /**
   * Half the shift of the log-odds between the two closers from one text to the other, in nats: what the opener still adds. 0 for a reader
   * that does not see it, NaN where the model cannot write one of the closers.
   */
  readonly evidence: number;
}

/** Asks a model for both closers in both members of each minimal pair. */
export async function scorePairs(
  model: LanguageModel | ChoiceScorer,
  minimalPairs: readonly MinimalPair[],
  onShare?: OnShare,
): Promise<ScoredPair[]> {
  const questions = minimalPairs.flatMap(({ members: [one, other] }) => [
    { text: one.text, at: one.at, alternatives: [one.closer, other.closer] },
    { text: other.text, at: other.at, alternatives: [other.closer, one.closer] },
  ]);
  const scores = await scoreChoices(model, questions, onShare);
  return minimalPairs.map(({ kind, document, distance }, index) => {
    const [one, other] = [2 * index, 2 * index + 1].map((at) => scores[at]![0]! - scores[at]![1]!);
    return { kind, document, distance, isRight: one! > 0 && other! > 0, evidence: (one! + other!) / 2 };
  });
}
