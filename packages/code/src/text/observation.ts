/** What became of a dependency: kept, violated, or not known because the text was cut before it showed. */
export type Outcome = 'held' | 'broken' | 'censored';

/**
 * One dependency between two places of one document. Every rate, bucket, interval and curve in a result is
 * derived from observations, in `src/statistics`, and nowhere else.
 */
export interface Observation<Kind extends string = string> {
  /** Name of the document that it is in. Those of one document resemble each other: it is the unit of every interval and test. */
  readonly document: string;
  /** What depends on what, such as `()` or `dedent`. */
  readonly kind: Kind;
  readonly outcome: Outcome;
  /** Offset of the end that comes first (an opener, a block's header), in UTF-16 code units. */
  readonly start: number;
  /** Offset of the other end: where the dependency was fulfilled or violated, or where the text ends. */
  readonly end: number;
  /** `end - start`, in UTF-16 code units. */
  readonly distance: number;
  /** Nesting depth of `start`; what 0 and 1 mean is defined by the metric. */
  readonly depth: number;
  /** Openers of another type between the two ends; 0 where the metric has none. */
  readonly attractors: number;
}
