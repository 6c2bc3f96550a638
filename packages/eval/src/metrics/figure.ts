import type { DocumentParts } from '../statistics/document-parts.ts';
import type { Estimate, Proportion } from '../statistics/shapes.ts';
import type { SubjectContext } from './subject-context.ts';

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
export type Figure<Id extends string = string, Measured = unknown, Summary = unknown> =
  | ShareFigure<Id, Measured, Summary>
  | RateFigure<Id, Measured, Summary>;
