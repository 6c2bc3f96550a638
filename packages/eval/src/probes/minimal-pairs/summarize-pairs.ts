import type { LengthControlledItem, Observation } from '@longrange/code';
import { doublingScale, rangesOf, shareHeldByRange } from '../../statistics/buckets.ts';
import type { Range, RangedPair } from '../../statistics/pair-table.ts';
import { measureRange } from '../../statistics/range.ts';
import { meanByRange } from '../../statistics/summaries.ts';

import { USUAL_MAX_DISTANCE } from '../farther.ts';
import { summarizeControl } from '../length-controlled/summarize-control.ts';
import type { GeneratedMember, PairGenerationOptions } from './generate-pairs.ts';
import type { PairsGenerated, PairsScored } from './schema.ts';
import type { ScoredPair } from './score-pairs.ts';

/** The control of a length-controlled set must be right so often: below, the further code itself misleads, and nothing follows about distance. */
const LEAST_OF_CONTROL = 0.9;

const distanceOf = ({ distance }: { readonly distance: number }): number => distance;
const pairOf = ({ document, distance, isRight }: ScoredPair) => ({
  document,
  distance,
  share: Number(isRight),
});

/** A minimal pair as an observation of one dependency: held where both members are right. */
export function observePair({ kind, document, distance, isRight }: ScoredPair): Observation {
  const outcome = isRight ? 'held' : 'broken';
  return { document, kind, outcome, start: 0, end: distance, distance, depth: 0, attractors: 0 };
}

export function summarizeNatural(
  readings: readonly ScoredPair[],
  seed: number,
): NonNullable<PairsScored['natural']> {
  return { ...sharesOf(readings), ...rangesWithin(readings, pairOf, seed) };
}

/** The range of all, and that of the usual distances where there are farther ones. */
function rangesWithin<T extends { readonly pairDistance?: number; readonly distance: number }>(
  all: readonly T[],
  pairOf: (one: T) => RangedPair,
  seed: number,
): { readonly range: Range; readonly usualRange?: Range } {
  const rangeOf = (some: readonly T[]) => measureRange(some.map(pairOf), { seed });
  const usual = all.filter(({ distance, pairDistance = distance }) => pairDistance < USUAL_MAX_DISTANCE);
  const range = rangeOf(all);
  return usual.length === all.length ? { range } : { range, usualRange: rangeOf(usual) };
}

/**
 * @param items of one kind, one of each two mirror images
 * @param between the minimal pairs of mirror images with the further code between the ends
 * @param before the same with it before them
 */
export function summarizeLengthControlled(
  items: readonly LengthControlledItem[],
  between: readonly ScoredPair[],
  before: readonly ScoredPair[],
  seed: number,
): NonNullable<PairsScored['lengthControlled']> {
  const nearby = before.map(pairOf);
  return {
    ...sharesOf(between),
    range: measureRange(between.map(pairOf), { seed, nearby, least: LEAST_OF_CONTROL }),
    control: summarizeControl(items, between.map(observePair), before.map(observePair)),
  };
}

function sharesOf(readings: readonly ScoredPair[]) {
  const evidence = readings.flatMap((scoring) =>
    Number.isFinite(scoring.evidence) ? [{ ...scoring, value: scoring.evidence }] : [],
  );
  return {
    byDistance: shareHeldByRange(readings.map(observePair), distanceOf, doublingScale),
    evidence: meanByRange(evidence, distanceOf, doublingScale),
  };
}

/** Summarizes what the writer decided; what it left open counts in the outcomes alone. */
export function summarizeWriting(
  writings: readonly GeneratedMember[],
  { temperature, length, seed }: Pick<PairGenerationOptions, 'temperature' | 'length' | 'seed'>,
): PairsGenerated {
  const decided = writings.filter(({ outcome }) => outcome !== 'open');
  return {
    temperature,
    length,
    byDistance: meanByRange(
      decided.map((generation) => ({ ...generation, value: generation.share })),
      distanceOf,
      doublingScale,
    ),
    ...rangesWithin(decided, (generation) => generation, seed),
    outcomes: rangesOf(writings, distanceOf, doublingScale).map(({ from, to, members }) => {
      const counts = { from, to, right: 0, wrongType: 0, abandoned: 0, open: 0 };
      for (const { outcome } of members) counts[outcome]++;
      return counts;
    }),
  };
}
