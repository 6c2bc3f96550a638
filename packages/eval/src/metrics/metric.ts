import type { AnalyzedDocument, Language, Observation, SyntaxOracle, TextDocument } from '@longrange/code';
import type { ZodType, z } from 'zod';
import type { TextIndex } from '../models/ngram/text-index.ts';
import type { Section } from '../section.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import type { Estimate, Proportion } from '../statistics/shapes.ts';
import type { Mark } from './excerpt/excerpt.ts';
import type { Finding } from './places/places.ts';

/**
 * A metric of text, which measures documents one by one and summarizes the measurements. To add one, add a folder and an entry in
 * `registry.ts`: it is then measured and tested. Its figures say whether they are also compared (`compared`), exported to lm-eval (`lmEval`)
 * or shown in the report's first table (`headline`).
 */
export interface TextMetric<
  Key extends string = string,
  Measured = unknown,
  Schema extends ZodType = ZodType,
  Id extends string = string,
> {
  /** Name of the field of a subject in `result.json`. */
  readonly key: Key;
  /** Schema of the field; nullable if the metric does not always apply. */
  readonly schema: Schema;
  /** Returns whether the metric can be measured; if absent, it always can. If it cannot, its field is null and it has no figures. */
  applies?(context: SubjectContext): boolean;
  /** Measures one document. What it returns must not refer to the syntax trees. */
  measure(document: AnalyzedDocument, context: SubjectContext): Measured | Promise<Measured>;
  summarize(documents: readonly Measured[], context: SubjectContext): NonNullable<z.output<Schema>>;
  /** Places where it finds something wrong, and the share of what holds; absent if it has none. */
  readonly places?: {
    /** Name of the metric for users: in lists of places and in `--fail-below`. */
    readonly name: string;
    /**
     * Returns what is wrong in a document, in the order of the text.
     * @param lineOf returns the line of an offset
     */
    find(measured: Measured, document: TextDocument, lineOf: (offset: number) => number): Finding[];
    /** Returns the share of what holds, from 0 to 1; null if there was nothing to judge. */
    share(summary: NonNullable<z.output<Schema>>): number | null;
  };
  /** Returns what else to mark in an excerpt of a document. */
  marks?(measured: Measured, document: TextDocument): Mark[];
  readonly figures: readonly Figure<Id, Measured, NonNullable<z.output<Schema>>>[];
  /** Section of a report that shows it, led by the figures above. */
  readonly section: Section<NonNullable<z.output<Schema>>>;
}

/** Infers the types of a metric. */
export function textMetric<
  const Key extends string,
  Measured,
  Schema extends ZodType,
  const Id extends string,
>(metric: TextMetric<Key, Measured, Schema, Id>): TextMetric<Key, Measured, Schema, Id> {
  return metric;
}

/** Makes an observation from the two ends of a dependency, in either order, without attractors. */
export function observe<Kind extends string>(
  { path: document }: { readonly path: string },
  kind: Kind,
  outcome: Observation['outcome'],
  [one, other]: readonly [number, number],
  depth = 0,
): Observation<Kind> {
  const [start, end] = one < other ? [one, other] : [other, one];
  return { document, kind, outcome, start, end, distance: end - start, depth, attractors: 0 };
}

/** Context for measuring a body of text. */
export interface SubjectContext {
  /** True if the documents were truncated, as samples are, rather than ended by their authors. */
  readonly cut: boolean;
  /** Number of UTF-16 code units in all documents. */
  readonly characters: number;
  readonly language: Language;
  /** Second opinion on what parses, besides tree-sitter. */
  readonly oracle?: SyntaxOracle | undefined;
  /** Text that the documents may have copied from. */
  readonly trainingText?: TextIndex | undefined;
}

interface CommonFigure<Id extends string, Measured> {
  /** Name in tests, `documents.json` and comparisons. */
  readonly id: Id;
  /** Heading, such as `Brackets held`. */
  readonly title: string;
  /** Place among the headline figures; absent if it is not one of them. */
  readonly headline?: number;
  /**
   * Meaning of a range of distances `[from, to)`; absent if it counts the cases whose distance lies in it. `nested`: it counts all cases
   * from its lower end on. `at risk`: it counts the characters in it at which something was open, and the share of them without a failure.
   */
  readonly ranges?: 'nested' | 'at risk';
  /** Task in results in the format of lm-evaluation-harness. */
  readonly lmEval?: { readonly task: string; readonly description: string };
  /** Returns the figure document by document, overall and by distance, for tests and comparisons. */
  parts(documents: readonly Measured[], context: SubjectContext): DocumentParts<Id>[];
}

/** A share of cases held; higher is better. */
export interface ShareFigure<Id extends string = string, Measured = unknown, Summary = unknown>
  extends CommonFigure<Id, Measured> {
  readonly unit: 'share';
  /** Heading in comparisons of models' samples; absent if the figure is not compared. */
  readonly compared?: string;
  /** Returns the share; null if the language lacks the construct. */
  pick(summary: Summary): Proportion | null;
}

/** A rate per hundred cases: 100 × the sum of numerators / the sum of denominators of its parts. */
export interface RateFigure<Id extends string = string, Measured = unknown, Summary = unknown>
  extends CommonFigure<Id, Measured> {
  readonly unit: 'rate';
  readonly betterIs: 'more' | 'less';
  /** Returns the rate with its number of cases. */
  pick(summary: Summary): Estimate & { readonly n: number };
}

/** One number of a metric, with its interval. */
type Figure<Id extends string = string, Measured = unknown, Summary = unknown> =
  | ShareFigure<Id, Measured, Summary>
  | RateFigure<Id, Measured, Summary>;
