import type { SyntaxParser, TextDocument } from '@longrange/code';
import type { ZodType, z } from 'zod';
import type { LanguageModel, OnShare, TextWriter } from '../models/language-model.ts';
import type { TextIndex } from '../models/ngram/text-index.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import type { HalfLife, Range } from '../statistics/pair-table.ts';
import type { Estimate, Proportion } from '../statistics/shapes.ts';
import type { ChoiceScorer } from './choices/score-choices.ts';
import type { Farther, FartherItems } from './farther.ts';
import type { GradientSource } from './gradient-reach/gradient-source.ts';
import type { OfPredictors, ProbeSection } from './probe-section.ts';
import type { ProbedNetwork } from './units/probe-units.ts';

/** Ways to question a model, each with the interface that it takes. */
export interface Abilities {
  /** Gives the probabilities of the next character. */
  readonly distributions: LanguageModel;
  /** Scores the alternatives at a place in a text, from its probabilities or otherwise. */
  readonly choices: LanguageModel | ChoiceScorer;
  /** Continues texts. */
  readonly writing: TextWriter;
  readonly inside: Inside;
}

/** Access to the inside of a network. */
export interface Inside {
  /** Returns a source of gradients of a loss with respect to the inputs, which reports its progress. */
  readonly gradients: (onShare: OnShare) => GradientSource;
  /** Units and gates; null for a network that exposes neither. */
  readonly units: ProbedNetwork | null;
  /** The network with its initial weights; null to leave that control out. */
  readonly untrained: LanguageModel | null;
}

/** Sound code that no predictor was trained on, as the model sees it, and what probes need to choose items from it. */
export interface Material {
  readonly parser: SyntaxParser;
  readonly seed: number;
  /** Documents that are read from end to end. */
  readonly documents: readonly TextDocument[];
  /** Documents from which single items are drawn; by default `documents`, and `heldOut` for prompts. */
  readonly drawn?: readonly TextDocument[] | undefined;
  /** All held-out documents; `documents` by default. */
  readonly heldOut?: readonly TextDocument[] | undefined;
  /** Distances beyond the usual ones; nearer items are the same with and without them. */
  readonly farther?: Farther | undefined;
  /** Characters that all predictors know; every character by default. */
  readonly alphabet?: ReadonlySet<string> | undefined;
  /** Alternatives that a model without probabilities can choose between; absent for one with them. */
  readonly choices?: 'texts' | 'characters' | undefined;
  /** Training text of the n-gram. */
  readonly training?: TextIndex | undefined;
}

/** Amount of work that a plan takes for each predictor. */
export interface Work {
  /** Number of questions, each with two alternatives. */
  readonly questions?: number;
  /** Number of prompts to continue. */
  readonly prompts?: number;
  /** Number of characters to read (an estimate). */
  readonly read?: number;
  /** Maximum number of characters to write. */
  readonly written?: number;
}

/** A figure of predictions, which is kept document by document. */
export interface PredictionFigure<Id extends string = string> {
  /** Name in tests, `documents.json` and comparisons. */
  readonly id: Id;
  readonly unit: 'characters' | 'nats' | 'bits' | 'share';
  /** Present if the model is tested against every other predictor, overall and perhaps at each distance. */
  readonly tested?: 'overall' | 'by distance';
  /** Two conditions under which the same model is asked, tested against each other. */
  readonly conditions?: readonly [first: string, second: string];
  /** Present if it is kept in `documents.json` for tests of the user's own, under one of its conditions if it has any. */
  readonly kept?: true | string;
  /** Heading in comparisons of models; absent if they are not compared by it. */
  readonly compared?: string;
  /** Figure whose parts it shares, but counting each document once, however long it is. */
  readonly perDocument?: string;
}

/** A figure of one predictor, document by document. */
export interface PredictionParts<Id extends string = string> extends DocumentParts<Id> {
  /** Condition under which it was asked. */
  readonly condition?: string;
  /** Share of the same cases that a blind reader holds. */
  readonly blind?: number | undefined;
}

/** A figure for results in the format of lm-evaluation-harness; left out if nothing was observed. */
export type ExportedFigure = { readonly task: string; readonly description: string } & (
  | { readonly metric: 'held' | 'closed'; readonly share: Proportion | undefined }
  | { readonly metric: 'characters'; readonly range: Range | HalfLife | undefined }
  | { readonly metric: 'characters'; readonly mean: (Estimate & { readonly n: number }) | null }
);

/** A field of a result. */
interface ProbeField {
  readonly schema: ZodType;
  /**
   * Its value if the probe was not asked; absent for an optional field, without which older results stay valid. A new required field raises
   * `RESULT_FORMAT_VERSION`, and `pnpm fixtures` makes the fixtures again.
   */
  readonly unasked?: unknown;
}

/** Fields of a result by name. */
export type ProbeFields = Readonly<Record<string, ProbeField>>;
/** Values of fields. */
export type Values<Fields extends ProbeFields> = {
  [Name in keyof Fields]: z.output<Fields[Name]['schema']>;
};

/** Findings of a probe: the fields about all predictors, and those of each. */
type Findings<Fields extends ProbeFields, Overall extends ProbeFields> = Values<Overall> &
  OfPredictors<Values<Fields>>;

/** Answers of one predictor. */
export interface Asked<Answers> {
  readonly id: string;
  readonly answers: Answers;
}

/**
 * A probe, which asks models the same questions and counts the answers. To add one, add a file and an entry in `registry.ts`: it is then
 * planned, forecast, asked, tested, kept, compared, exported and shown.
 */
export interface Probe<
  Key extends string = string,
  Needs extends keyof Abilities = keyof Abilities,
  Sizes = unknown,
  Plan = unknown,
  Answers = unknown,
  Fields extends ProbeFields = ProbeFields,
  Overall extends ProbeFields = ProbeFields,
  Id extends string = string,
> {
  /** Name in a suite. */
  readonly key: Key;
  /** Name while it is asked, such as `minimal pairs`. */
  readonly title: string;
  /** Ability without which a predictor is not asked. */
  readonly needs: Needs;
  /** Schema of its sizes in a suite. */
  readonly sizes: ZodType<Sizes>;
  /** Fields of the result for each predictor. */
  readonly fields: Fields;
  /** Fields about all predictors. */
  readonly overall: Overall;
  readonly figures: readonly PredictionFigure<Id>[];
  /** Sections of a report that show it. */
  readonly sections: readonly ProbeSection<Findings<Fields, Overall>>[];
  /**
   * Chooses the items, the same for all predictors.
   * @param suite sizes of all probes
   * @returns null if there is nothing to ask
   */
  plan(material: Material, sizes: Sizes, suite: Readonly<Record<string, unknown>>): Plan | Promise<Plan>;
  /** Describes the items in a few words, such as `12 minimal pairs`, or why there are none. */
  planned(plan: Plan): string;
  work(plan: NonNullable<Plan>): Work;
  /** Counts the items beyond the usual distances. */
  farther?(plan: NonNullable<Plan>): readonly FartherItems[];
  /** Asks one predictor. */
  ask(model: Abilities[Needs], plan: NonNullable<Plan>, onShare: OnShare): Promise<Answers>;
  /** Returns the part of the plan that the model has answered, if its time may run out. The others answer that part. */
  answered?(plan: NonNullable<Plan>, answers: Answers): NonNullable<Plan>;
  summarize(answers: Answers, plan: NonNullable<Plan>): Values<Fields>;
  /** Summarizes what concerns all predictors. @param asked the evaluated model first, then the n-gram if there is one */
  summarizeAll?(asked: readonly Asked<Answers>[], plan: NonNullable<Plan>): Values<Overall>;
  /** Returns the figures document by document. */
  parts?(answers: Answers, plan: NonNullable<Plan>): PredictionParts<Id>[];
  /** Returns the figures of whatever else the model is tested against: a rule, or the code itself. */
  others?(
    plan: NonNullable<Plan>,
  ): readonly { readonly id: string; readonly parts: readonly DocumentParts<Id>[] }[];
  /** Describes the model's findings in a few words. */
  describe(found: Values<Fields & Overall>): string;
  /** Returns the model's findings for lm-evaluation-harness. */
  exported?(found: Values<Fields & Overall>): ExportedFigure[];
}

/** Infers the types of a probe. */
export function defineProbe<
  const Key extends string,
  const Needs extends keyof Abilities,
  Sizes,
  Plan,
  Answers,
  Fields extends ProbeFields,
  Overall extends ProbeFields,
  const Id extends string,
>(
  probe: Probe<Key, Needs, Sizes, Plan, Answers, Fields, Overall, Id>,
): Probe<Key, Needs, Sizes, Plan, Answers, Fields, Overall, Id> {
  return probe;
}

/** Leaves out documents with surrogate pairs: states are indexed by character, offsets by UTF-16 code unit; else the two coincide. */
export function withoutSurrogates(documents: readonly TextDocument[]): TextDocument[] {
  return documents.filter(({ text }) => !/[\ud800-\udfff]/.test(text));
}

/** Number of characters in these texts, each counted once. */
export function charactersIn(texts: readonly { readonly text: string }[]): number {
  return [...new Set(texts.map(({ text }) => text))].reduce((sum, { length }) => sum + length, 0);
}
