import type { LanguageModel, OnShare, TextWriter } from '../models/language-model.ts';
import type { ChoiceScorer } from '../probes/choices/score-choices.ts';
import type { GradientSource } from '../probes/gradient-reach/gradient-reach.ts';
import type { ProbedNetwork } from '../probes/units/probe-units.ts';

/**
 * A model to be measured. It generates text; its other members decide what else is measured: a network has all of them, a function or a token model
 * those of `LanguageModel`, a model behind an endpoint those that its server supports.
 */
export interface MeasuredModel extends TextWriter, Partial<Pick<LanguageModel, 'alphabet' | 'stateful'>> {
  /** Scores texts as `LanguageModel` does. */
  score?: LanguageModel['score'];
  /** Bounds scores by the tokenizer's own tokens, as `LanguageModel` does. */
  scoreOwnTokens?: LanguageModel['scoreOwnTokens'];
  /** Predicts the next character as `LanguageModel` does. */
  predict?: LanguageModel['predict'];
  /** Scores continuations as `LanguageModel` does. */
  continuations?: LanguageModel['continuations'];
  /** Returns a lower bound on the likelihood of each text. */
  scoreTexts?(
    texts: readonly string[],
    options: { readonly onShare?: OnShare | undefined },
  ): Promise<readonly TextLog[]>;
  /** Chooses which alternative comes next, among any texts or among single characters only. */
  readonly choices?: ChoiceScorer & {
    readonly between: 'texts' | 'characters';
    /** Returns the number of questions that the model has left undecided so far. They count as wrong, so that shares are lower bounds. */
    readonly undecided?: () => number;
  };
  readonly inside?: Inside;
}

/** Access to the inside of a network. */
export interface Inside {
  /** Source of the gradients of a loss by the inputs, which reports its progress. */
  readonly gradients: (onShare: OnShare) => GradientSource;
  /** Units and gates; null for a network that exposes neither. */
  readonly units: ProbedNetwork | null;
  /** The network with its initial weights; null to leave that control out. */
  readonly untrained: LanguageModel | null;
}

/** Lower bound on the likelihood of a text. */
export interface TextLog {
  /** Natural logarithm of a probability that is at most that of the text, such as the probability of one of its tokenizations. */
  readonly log: number;
  /** Number of characters that it covers. */
  readonly characters: number;
}

/** A model that gives probabilities of the next character. */
export type Predicting = MeasuredModel & LanguageModel;

/** Tells whether a model gives probabilities of the next character. */
export function predicts(model: MeasuredModel): model is Predicting {
  return model.predict !== undefined;
}
