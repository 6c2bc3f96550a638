import type { DocumentParts } from '../statistics/document-parts.ts';
import type { Estimate, Proportion } from '../statistics/shapes.ts';
import type { SubjectContext } from './subject-context.ts';

interface CommonFigure<Id extends string, Measured> {
  /** By which tests, `documents.json` and comparisons name it. */
  readonly id: Id;
  /** As a heading: `Brackets held`. */
  readonly title: string;
  /** Its place among the headline figures; none, if not given. */
  readonly headline?: number;
  /**
   * What a range of distances `[from, to)` counts, if not the cases whose distance lies in it: `nested`, all from its lower end on; `at risk`,
   * the characters in it at which something was open, and of these the share at which it did not fail.
   */
  readonly ranges?: 'nested' | 'at risk';
  /** For results in the form of lm-evaluation-harness. */
  readonly lmEval?: { readonly task: string; readonly description: string; readonly metric: string };
  /** The same document by document, all together and by distance: what is tested and compared. */
  parts(documents: readonly Measured[], context: SubjectContext): DocumentParts<Id>[];
}

/** A share of cases held, of which more is better. */
export interface ShareFigure<Id extends string = string, Measured = unknown, Summary = unknown>
  extends CommonFigure<Id, Measured> {
  readonly unit: 'share';
  /** Its heading where samples of models are compared by it; they are not, if not given. */
  readonly compared?: string;
  /** Null where the language has nothing of the kind. */
  pick(summary: Summary): Proportion | null;
}

/** So many per hundred cases: 100 × the sum of numerators / the sum of denominators of its parts. */
export interface RateFigure<Id extends string = string, Measured = unknown, Summary = unknown>
  extends CommonFigure<Id, Measured> {
  readonly unit: 'rate';
  readonly betterIs: 'more' | 'less';
  /** With the number of cases that it is of. */
  pick(summary: Summary): Estimate & { readonly n: number };
}

/** One number of a metric, with its interval. */
export type Figure<Id extends string = string, Measured = unknown, Summary = unknown> =
  | ShareFigure<Id, Measured, Summary>
  | RateFigure<Id, Measured, Summary>;
