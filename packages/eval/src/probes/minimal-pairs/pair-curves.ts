import { type Language, type MinimalPair, RandomStream, type TextDocument } from '@longrange/code';
import { lexDocument } from '@longrange/code/internal';
import { doublingScale, shareHeldByRange } from '../../statistics/buckets.ts';
import type { Bucket } from '../../statistics/shapes.ts';
import { bracketCandidates } from './bracket-pairs.ts';
import { choosePairs, isKnown } from './choose-pairs.ts';
import { distanceOf, observePair, type ScoredPair, summarizeShown } from './score-pairs.ts';

/** Options of `planPairs`. */
export interface PairPlanOptions {
  readonly language: Language;
  readonly seed: number;
  /** Most pairs in each doubling of the distance. */
  readonly perBucket: number;
  /** The characters that the model knows. */
  readonly alphabet: readonly string[];
}

/**
 * Chooses minimal pairs of brackets without a parser, as in a browser: only those that are surely sound.
 */
export function planPairs(
  documents: readonly TextDocument[],
  { language, seed, perBucket, alphabet }: PairPlanOptions,
): MinimalPair[] {
  const random = new RandomStream(seed);
  const known = new Set(alphabet);
  const candidates = documents.flatMap((document) =>
    bracketCandidates(lexDocument(document, language), language, random),
  );
  return choosePairs(candidates, { perBucket, isAsked: (pair) => isKnown(pair, known) }, random);
}

/** Shares of minimal pairs, from 0 to 1, in doublings of the distance in characters. */
export interface PairCurves {
  readonly decides: readonly Bucket[];
  /** Null for a model that does not report log-odds. */
  readonly shows: readonly Bucket[] | null;
}

/**
 * Summarizes pairs as metric 11 does: in how many the opener decides its closer, and in how many it shows.
 */
export function pairCurves(pairs: readonly ScoredPair[]): PairCurves {
  return {
    decides: shareHeldByRange(pairs.map(observePair), distanceOf, doublingScale),
    shows: summarizeShown(pairs, () => ({}))?.byDistance ?? null,
  };
}
