import { RandomStream, type TextDocument } from '@longrange/code';
import { drawWithout } from '@longrange/code/internal';
import { z } from 'zod';
import { doublingScale, rangesOf } from '../../statistics/buckets.ts';
import { count } from '../../statistics/shapes.ts';
import type { Finding } from '../places/places.ts';

/** Number of examples for each range of distances: enough to show a pattern, few enough to read. */
const EXAMPLES = 3;
/** Maximum number of characters to show before the opener. */
const BEFORE = 60;
/** Number of characters to show after an opener and before its failure, if they are farther apart. */
const NEAR = 60;
/** Number of characters to show after the failure. */
const AFTER = 30;
/** Seed of the draw, so that the same documents show the same failures. */
const SEED = 1;

/** A failed dependency, given by its two ends in a text. */
export interface FailurePlace {
  readonly document: string;
  readonly text: string;
  readonly opener: number;
  readonly at: number;
}

/** Quotes the text around both ends of a failed dependency, leaving out what is far from both. */
export function quoteFailure({ document, text, opener, at }: FailurePlace): Failure {
  const start = startBefore(text, opener);
  const end = Math.min(text.length, at + 1 + AFTER);
  const distance = at - opener;
  if (distance <= 2 * NEAR) {
    const whole = text.slice(start, end);
    return { document, text: whole, opener: opener - start, at: at - start, omitted: null, distance };
  }
  const [from, to] = [opener + 1 + NEAR, at - NEAR];
  const first = text.slice(start, from);
  return {
    document,
    text: first + text.slice(to, end),
    opener: opener - start,
    at: first.length + NEAR,
    omitted: { at: first.length, characters: to - from },
    distance,
  };
}

/** Groups failures by doubling ranges of distance and quotes a few of each. Empty ranges are left out. */
export function failuresByDistance<T extends { readonly distance: number }, E>(
  failures: readonly T[],
  quote: (failure: T) => E,
  seed: number,
): { from: number; to: number; failures: number; examples: E[] }[] {
  const random = new RandomStream(seed);
  return rangesOf(failures, ({ distance }) => distance, doublingScale)
    .filter(({ members }) => members.length > 0)
    .map(({ from, to, members }) => ({
      from,
      to,
      failures: members.length,
      examples: drawWithout(random, members, EXAMPLES).map(quote),
    }));
}

/** An opener that broke, and how. */
interface BracketFailure extends FailurePlace {
  readonly event: z.infer<typeof brokenEvents>;
}

/** Returns the openers that broke, among what is wrong in a document. */
export function brokenBrackets(
  { path: document, text }: TextDocument,
  findings: readonly Finding[],
): BracketFailure[] {
  return findings.flatMap(({ start: opener, partner: at, mark }) => {
    const event = brokenEvents.safeParse(mark);
    return event.success && at != null ? [{ document, text, opener, at, event: event.data }] : [];
  });
}

/** Quotes openers that broke (metric 1). */
export function quoteBrackets(failures: readonly BracketFailure[]): BracketFailures {
  const broken = failures.map((failure) => ({ failure, distance: failure.at - failure.opener }));
  return failuresByDistance(
    broken,
    ({ failure: { event, ...place } }) => ({ ...quoteFailure(place), event }),
    SEED,
  );
}

/** Returns the start of the first line that begins at most `BEFORE` characters before a position; if none does, exactly that far back. */
function startBefore(text: string, position: number): number {
  const earliest = position - BEFORE;
  if (earliest <= 0) return 0;
  const lineBreak = text.indexOf('\n', earliest - 1);
  return lineBreak >= 0 && lineBreak < position ? lineBreak + 1 : earliest;
}

/** A failed dependency, with the text around its two ends. */
const failureSchema = z.object({
  document: z.string(),
  /** Text around the opener, then text around its failure; a single stretch if they are close together. */
  text: z.string(),
  /** Offset of the opener in `text`. */
  opener: count,
  /** Offset in `text` of the failure; the length of `text` at the end of the document. */
  at: count,
  /** Position in `text` where characters are omitted, and their number; null if none are. */
  omitted: z.object({ at: count, characters: count }).nullable(),
  /** Number of characters from the opener to the failure, including omitted ones. */
  distance: count,
});

function byDistance<T extends z.ZodType>(example: T) {
  return z.array(
    z.object({
      /** Distances `[from, to)` in characters. */
      from: count,
      to: count,
      /** Number of failures at these distances; `examples` are a few of them, drawn at random by a seed. */
      failures: count,
      examples: z.array(example),
    }),
  );
}

/** Events at which an opener breaks. */
const brokenEvents = z.enum(['wrongType', 'closedByForce', 'unclosed']);

/** Metric 1: openers that broke, by the distance of the failure. */
export const bracketFailuresSchema = byDistance(
  failureSchema.extend({
    /** Event at `at`: a closer of the wrong type, a closing forced by an outer closer, or giving up the opener as unclosed. */
    event: brokenEvents,
  }),
);

/** Metric 10: closers that the predictor did not hold, by distance. `at` is the position of the true closer. */
export const closerFailuresSchema = byDistance(
  failureSchema.extend({
    /** P(closer) for all three, the true one first; 0 for a closer that the predictor cannot write. */
    probabilities: z.array(z.object({ closer: z.string(), probability: z.number().min(0).max(1) })),
  }),
);

type Failure = z.infer<typeof failureSchema>;
export type BracketFailures = z.infer<typeof bracketFailuresSchema>;
export type CloserFailures = z.infer<typeof closerFailuresSchema>;
