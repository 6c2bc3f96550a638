import type { OnShare, TextWriter } from '../models/language-model.ts';

import type { ChoiceScorer } from '../probes/choices/score-choices.ts';

/** What is known of a text as a whole. */
export interface TextLog {
  /** ln of a probability that is at most that of the text, such as that of one way to cut it into tokens. */
  readonly log: number;
  /** Characters of the text that this is of. */
  readonly characters: number;
}

/** A model that writes, and that tells no distribution of the next character: one behind an endpoint. What it cannot do is left out. */
export interface OutsideModel extends TextWriter {
  /** How likely texts are, each by itself. */
  scoreTexts?(
    texts: readonly string[],
    options: { readonly onShare?: OnShare | undefined },
  ): Promise<readonly TextLog[]>;
  /** Which of some alternatives comes next: of whatever texts, or of single characters only. */
  readonly choices?: ChoiceScorer & { readonly between: 'texts' | 'characters' };
}
