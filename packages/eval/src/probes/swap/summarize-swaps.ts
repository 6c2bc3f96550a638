import type { LengthControlledItem, Observation } from '@longrange/code';
import { doublingScale, rangesOf, shareHeldByRange } from '../../statistics/buckets.ts';
import type { Range, RangedPair } from '../../statistics/pair-table.ts';
import { measureRange } from '../../statistics/range.ts';
import { meanByRange } from '../../statistics/summaries.ts';

import { USUAL_FURTHEST } from '../farther.ts';
import { summarizeControl } from '../stretched/summarize-control.ts';
import type { SwapReading } from './read-swaps.ts';
import type { SwapsRead, SwapsWritten } from './schema.ts';
import type { SwapWriting, SwapWritingOptions } from './write-swaps.ts';

/** The control of a stretched set must be right so often: below, the further code itself misleads, and nothing follows about distance. */
const LEAST_OF_CONTROL = 0.9;

const distanceOf = ({ distance }: { readonly distance: number }): number => distance;
const pairOf = ({ document, distance, isRight }: SwapReading) => ({
  document,
  distance,
  share: Number(isRight),
});

/** A swap as an observation of one dependency: held where both twins are right. */
export function observeSwap({ kind, document, distance, isRight }: SwapReading): Observation {
  const outcome = isRight ? 'held' : 'broken';
  return { document, kind, outcome, start: 0, end: distance, distance, depth: 0, attractors: 0 };
}

export function summarizeNatural(
  readings: readonly SwapReading[],
  seed: number,
): NonNullable<SwapsRead['natural']> {
  return { ...sharesOf(readings), ...rangesWithin(readings, pairOf, seed) };
}

/** The range of all, and that of the usual distances where there are farther ones. */
function rangesWithin<T extends { readonly swapDistance?: number; readonly distance: number }>(
  all: readonly T[],
  pairOf: (one: T) => RangedPair,
  seed: number,
): { readonly range: Range; readonly usualRange?: Range } {
  const rangeOf = (some: readonly T[]) => measureRange(some.map(pairOf), { seed });
  const usual = all.filter(({ distance, swapDistance = distance }) => swapDistance < USUAL_FURTHEST);
  const range = rangeOf(all);
  return usual.length === all.length ? { range } : { range, usualRange: rangeOf(usual) };
}

/**
 * @param items of one kind, one of each two mirror images
 * @param between the swaps of mirror images with the further code between the ends
 * @param before the same with it before them
 */
export function summarizeStretched(
  items: readonly LengthControlledItem[],
  between: readonly SwapReading[],
  before: readonly SwapReading[],
  seed: number,
): NonNullable<SwapsRead['stretched']> {
  const nearby = before.map(pairOf);
  return {
    ...sharesOf(between),
    range: measureRange(between.map(pairOf), { seed, nearby, least: LEAST_OF_CONTROL }),
    control: summarizeControl(items, between.map(observeSwap), before.map(observeSwap)),
  };
}

function sharesOf(readings: readonly SwapReading[]) {
  const evidence = readings.flatMap((reading) =>
    Number.isFinite(reading.evidence) ? [{ ...reading, value: reading.evidence }] : [],
  );
  return {
    byDistance: shareHeldByRange(readings.map(observeSwap), distanceOf, doublingScale),
    evidence: meanByRange(evidence, distanceOf, doublingScale),
  };
}

/** Summarizes what the writer decided; what it left open counts in the outcomes alone. */
export function summarizeWriting(
  writings: readonly SwapWriting[],
  { temperature, length, seed }: Pick<SwapWritingOptions, 'temperature' | 'length' | 'seed'>,
): SwapsWritten {
  const decided = writings.filter(({ outcome }) => outcome !== 'open');
  return {
    temperature,
    length,
    byDistance: meanByRange(
      decided.map((writing) => ({ ...writing, value: writing.share })),
      distanceOf,
      doublingScale,
    ),
    ...rangesWithin(decided, (writing) => writing, seed),
    outcomes: rangesOf(writings, distanceOf, doublingScale).map(({ from, to, members }) => {
      const counts = { from, to, right: 0, wrongType: 0, abandoned: 0, open: 0 };
      for (const { outcome } of members) counts[outcome]++;
      return counts;
    }),
  };
}
