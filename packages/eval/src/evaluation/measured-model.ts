import type { LanguageModel, OnShare, TextWriter } from '../models/language-model.ts';
import type { ChoiceScorer } from '../probes/choices/score-choices.ts';
import type { GradientSource } from '../probes/gradient-reach.ts';
import type { ProbedNetwork } from '../probes/units/probe-units.ts';

/**
 * A model to be measured. It writes; which of the other members it has decides what is measured of it: a network has all, a function or a
 * model of tokens those of `LanguageModel`, a model behind an endpoint what its server tells.
 */
export interface MeasuredModel extends TextWriter, Partial<Omit<LanguageModel, 'name'>> {
  /** Bounds the likelihood of texts, each by itself. */
  scoreTexts?(
    texts: readonly string[],
    options: { readonly onShare?: OnShare | undefined },
  ): Promise<readonly TextLog[]>;
  /** Tells which alternative comes next: of any texts, or of single characters only. */
  readonly choices?: ChoiceScorer & {
    readonly between: 'texts' | 'characters';
    /** Number of questions so far that the model did not decide. They count as wrong, so that shares are lower bounds. */
    readonly undecided?: () => number;
  };
  readonly inside?: Inside;
}

/** Access to what is inside a network. */
export interface Inside {
  readonly gradients: (onShare: OnShare) => GradientSource;
  /** Null for a network that shows neither units nor gates. */
  readonly units: ProbedNetwork | null;
  /** The network with the weights that its training began with; null to leave that control out. */
  readonly untrained: LanguageModel | null;
}

/** Lower bound on the likelihood of a text. */
export interface TextLog {
  /** Natural logarithm of a probability that is at most that of the text, such as that of one way to cut it into tokens. */
  readonly log: number;
  /** Number of characters that it covers. */
  readonly characters: number;
}

/** A model that gives probabilities of the next character. */
export type Predicting = MeasuredModel & LanguageModel;

export function predicts(model: MeasuredModel): model is Predicting {
  return model.predict !== undefined;
}
