import { createHash } from 'node:crypto';
import { checkDocuments, type TextDocument } from '@longrange/errors';

/**
 * SHA-256 over paths and texts, each preceded by its length, so that no two bodies of text share the same bytes.
 * @throws LongrangeError `ARGUMENT_INVALID`
 */
export function hashDocuments(documents: readonly TextDocument[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of checkDocuments(documents))
    hash.update(`${path.length}:${path}${text.length}:${text}`);
  return hash.digest('hex');
}

/** Outcome of a dependency: kept, violated, or unknown because the text was cut first. */
export type Outcome = 'held' | 'broken' | 'censored';

/**
 * One dependency between two places of one document. Every rate, bucket, interval and curve in a result derives from
 * observations.
 */
export interface Observation<Kind extends string = string> {
  /** Name of its document. Observations of one document resemble each other, so it is the unit of every interval and test. */
  readonly document: string;
  /** Kind of dependency, such as `()` or `dedent`. */
  readonly kind: Kind;
  readonly outcome: Outcome;
  /** Offset of the end that comes first (an opener, a block's header), in UTF-16 code units. */
  readonly start: number;
  /** Offset of the other end, which keeps or violates the dependency, or of the end of the text. */
  readonly end: number;
  /** `end - start`, in UTF-16 code units. */
  readonly distance: number;
  /** Nesting depth of `start`; the metric defines the meaning of 0 and 1. */
  readonly depth: number;
  /** Number of openers of another type between the two ends; 0 for metrics that have none. */
  readonly attractors: number;
}
