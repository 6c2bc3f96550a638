import type { SyntaxOracle, SyntaxParser } from '@longrange/code';
import type { LanguageModel, OnShare, RunStage, TextWriter } from '../models/language-model.ts';
import type { ChoiceScorer } from '../probes/choices/score-choices.ts';
import type { Thinning } from '../probes/minimal-pairs/minimal-pairs.ts';
import type { Inside } from '../probes/probe.ts';
import type { EvaluateProgress } from './options.ts';

/** Context shared by all parts of an evaluation. */
export interface EvaluationContext {
  /** Parser for the documents' language. */
  readonly parser: SyntaxParser;
  /** Second opinion on what parses. */
  readonly oracle?: SyntaxOracle | undefined;
  /** Runs each part. */
  readonly stage: RunStage;
  /** Receives facts about the evaluation, each with its name. */
  readonly onFact?: (name: string, fact: string) => void;
  /** Seed of all random choices. */
  readonly seed: number;
  /** Name of the held-out text in results; `test` by default. */
  readonly split?: string | undefined;
}

/** Receives what an evaluation is doing. */
interface StageObserver {
  /** Receives the current stage and the share of it that is done: 0 when it begins. */
  readonly onProgress?: ((progress: EvaluateProgress) => void) | undefined;
  /** Receives the outcome of a stage, in words, and how long it took. */
  readonly onOutcome?: (stage: string, outcome: string, seconds: number) => void;
}

/** Returns a function that runs stages in the sight of an observer. */
export function observedStages({ onProgress, onOutcome }: StageObserver): RunStage {
  return async (stage, work, describe) => {
    const startMs = performance.now();
    onProgress?.({ stage, share: 0 });
    // Some stages block the event loop from beginning to end: what the observer writes must get out first.
    await new Promise((resolve) => setImmediate(resolve));
    const result = await work((share) => onProgress?.({ stage, share }));
    onOutcome?.(stage, describe(result), (performance.now() - startMs) / 1000);
    return result;
  };
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
export interface MeasuredModel extends TextWriter, Partial<Omit<LanguageModel, 'name'>> {
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
  /** Number of minimal pairs of natural code among them. */
  readonly pairs: number;
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
