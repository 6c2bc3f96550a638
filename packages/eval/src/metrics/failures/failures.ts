import { RandomStream } from '@longrange/code';
import { drawWithout } from '@longrange/code/internal';
import { z } from 'zod';
import { doublingScale, rangesOf } from '../../statistics/buckets.ts';
import { count } from '../../statistics/shapes.ts';
import type { DelimiterObservation } from '../delimiters/delimiters.ts';

/** Of each range of distances: enough to see a pattern, few enough to be read. */
const EXAMPLES = 3;
/** Characters shown before the opener, at most. */
const BEFORE = 60;
/** Characters shown after an opener and before the place where it failed, where more lies between them. */
const NEAR = 60;
/** Characters shown after the place. */
const AFTER = 30;
/** The same documents show the same failures. */
const SEED = 1;

/** A dependency that failed, by its two ends in a text. */
export interface FailurePlace {
  readonly document: string;
  readonly text: string;
  readonly opener: number;
  readonly at: number;
}

/** The text around both ends of a dependency that failed, without what lies far from either. */
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

/** Failures by doubling ranges of distance, a few of each quoted. Ranges without one are left out. */
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

/** Metric 1: the openers that broke. */
export function bracketFailures(
  documents: readonly {
    readonly document: { readonly text: string };
    readonly delimiters: { readonly observations: readonly DelimiterObservation[] };
  }[],
): BracketFailures {
  const broken = documents.flatMap(({ document: { text }, delimiters }) =>
    delimiters.observations.flatMap((delimiter) => {
      const { document, fate, start, end, distance } = delimiter;
      if (fate === 'matched' || fate === 'censored') return [];
      return [{ place: { document, text, opener: start, at: end }, fate, distance }];
    }),
  );
  return failuresByDistance(broken, ({ place, fate }) => ({ ...quoteFailure(place), fate }), SEED);
}

/** At most so far before a position: the first beginning of a line there, or where there is none, no matter where. */
function startBefore(text: string, position: number): number {
  const earliest = position - BEFORE;
  if (earliest <= 0) return 0;
  const lineBreak = text.indexOf('\n', earliest - 1);
  return lineBreak >= 0 && lineBreak < position ? lineBreak + 1 : earliest;
}

/** One dependency that failed, with the text around its two ends. */
const failureSchema = z.object({
  document: z.string(),
  /** The text around the opener, then the text around the place where it failed; one stretch where they lie close together. */
  text: z.string(),
  /** Offset of the opener in `text`. */
  opener: count,
  /** Offset in `text` of the place where it failed; the length of `text` where the document ends there. */
  at: count,
  /** Where in `text` characters are left out, and how many; null where none are. */
  omitted: z.object({ at: count, characters: count }).nullable(),
  /** Characters from the opener to the place, all of them. */
  distance: count,
});

function byDistance<T extends z.ZodType>(example: T) {
  return z.array(
    z.object({
      /** Distances in `[from, to)`. */
      from: count,
      to: count,
      /** All failures at these distances, of which `examples` are a few, drawn at random by a seed. */
      failures: count,
      examples: z.array(example),
    }),
  );
}

/** Metric 1: openers that broke, by the distance at which that came to light. */
export const bracketFailuresSchema = byDistance(
  failureSchema.extend({
    /** Closed by the wrong type or by force at `at`, or given up there as unclosed. */
    fate: z.enum(['wrongType', 'closedByForce', 'unclosed']),
  }),
);

/** Metric 10: closers that the predictor did not hold, by distance. `at` is where the true closer is. */
export const closerFailuresSchema = byDistance(
  failureSchema.extend({
    /** P(closer) of all three, the true one first; 0 for one that the predictor cannot write. */
    probabilities: z.array(z.object({ closer: z.string(), probability: z.number().min(0).max(1) })),
  }),
);

type Failure = z.infer<typeof failureSchema>;
type BracketFailures = z.infer<typeof bracketFailuresSchema>;
export type CloserFailures = z.infer<typeof closerFailuresSchema>;
