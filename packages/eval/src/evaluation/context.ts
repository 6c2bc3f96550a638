import type { SyntaxOracle, SyntaxParser } from '@longrange/code';
import type { TestSide } from '../comparison/test-differences.ts';
import { measureTexts, type SubjectText } from '../metrics/measure-subject.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { LanguageModel, OnShare, TextWriter } from '../models/language-model.ts';
import type { TextIndex } from '../models/ngram/text-index.ts';
import type { ChoiceScorer } from '../probes/choices/score-choices.ts';
import type { Thinning } from '../probes/minimal-pairs/minimal-pairs.ts';
import type { Inside } from '../probes/probe.ts';

/** Context shared by all parts of an evaluation. */
export interface EvaluationContext {
  /** Parser for the documents' language. */
  readonly parser: SyntaxParser;
  /** Second opinion on what parses. */
  readonly oracle?: SyntaxOracle | undefined;
  /** Runs each part. */
  readonly stage: RunStage;
  /** Seed of all random choices. */
  readonly seed: number;
  /** Name of the held-out text in results; `test` by default. */
  readonly split?: string | undefined;
}

/**
 * Runs one part of an evaluation, `work`, and may report on it.
 * @param label name of the work in progress
 * @param describe returns the outcome in words
 */
export type RunStage = <T>(
  label: string,
  work: (onShare: OnShare) => Promise<T>,
  describe: (result: T) => string,
) => Promise<T>;

/** A subject, and its side in tests against other subjects. */
export interface MeasuredSubject {
  readonly subject: Subject;
  readonly side: TestSide;
}

/** Measures all text metrics on one body of text, as a stage; given the training text, also what was copied from it. */
export function measureStage(
  { parser, oracle, stage }: EvaluationContext,
  text: SubjectText,
  trainingText?: TextIndex,
): Promise<MeasuredSubject> {
  return stage(
    `measuring ${text.label}`,
    async (onShare) => {
      const { subject, figures } = await measureTexts(text, {
        parser,
        oracle,
        trainingText,
        onProgress: ({ documents, of }) => onShare(documents / of),
      });
      return { subject, side: { id: text.id, figures } };
    },
    ({ subject: { documents, characters } }) =>
      `${countOf(documents, 'document')}, ${shown(characters)} characters`,
  );
}

/** Returns a number with its noun, such as `64 documents`, `1 document` or `1,024 characters`. */
export function countOf(n: number, noun: string): string {
  return `${shown(n)} ${noun}${n === 1 ? '' : 's'}`;
}

export function shown(value: number): string {
  return value.toLocaleString('en');
}

/**
 * A model to be measured. It generates text; its other members decide what else is measured. A network has all of them, a function or a
 * token model those of `LanguageModel`, and a model behind an endpoint those that its server supports.
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
  /** Chooses which of two alternatives comes next: any texts, or only single characters. */
  readonly choices?: ChoiceScorer & {
    readonly between: 'texts' | 'characters';
    /** Returns the number of questions left undecided so far. They count as wrong, so shares are lower bounds. */
    readonly undecided?: () => number;
  };
  readonly inside?: Inside;
}

/** Lower bound on the likelihood of a text. */
export interface TextLog {
  /** Natural logarithm of a lower bound on the text's probability, such as the probability of one of its tokenizations. */
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

/** Amount of work that a model is about to do. */
export interface Forecast {
  /** Number of texts whose likelihood gets a bound. */
  readonly texts: number;
  /** Number of questions, each with two alternatives. */
  readonly questions: number;
  /** Number of prompts to continue. */
  readonly prompts: number;
  /** Number of characters to read for questions (an estimate), to score one by one, and to write at most. */
  readonly characters: { readonly read: number; readonly scored: number; readonly written: number };
  /** Example of the texts that questions are about, for measuring the model's speed. */
  readonly sample: string;
}

/** Size of a part of a plan, and the work that it takes. */
export interface PlannedWork {
  readonly forecast: Forecast;
  readonly pairs: number;
  readonly documents: number;
  /** Minimum number of pairs for a range. */
  readonly least: number;
}

/** Chooses a part of a plan, given the work that each part takes. */
export type Fit = (workOf: (part: Thinning) => PlannedWork) => Promise<Thinning>;
