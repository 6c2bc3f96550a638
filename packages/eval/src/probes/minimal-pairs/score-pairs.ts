import type { ChoiceKind, LengthControlledItem, MinimalPair, Observation } from '@longrange/code';
import type { LanguageModel, OnShare } from '../../models/language-model.ts';
import { doublingScale, shareHeldByRange } from '../../statistics/buckets.ts';
import { measureHalfLife } from '../../statistics/half-life.ts';
import type { Range, RangedPair } from '../../statistics/pair-table.ts';
import { measureRange } from '../../statistics/range.ts';
import { meanByRange } from '../../statistics/summaries.ts';
import { type ChoiceScorer, scoreChoices } from '../choices/score-choices.ts';
import { USUAL_MAX_DISTANCE } from '../farther.ts';
import { summarizeControl } from '../length-controlled/control.ts';
import type { Factors } from './factors-schema.ts';
import type { BracketRanges, MinimalPairs, PairsScored } from './schema.ts';

/** Result of scoring a minimal pair. */
export interface ScoredPair {
  readonly kind: ChoiceKind;
  readonly document: string;
  readonly distance: number;
  /** True if each member's own closer is likelier in it than the other's. */
  readonly isRight: boolean;
  /**
   * Log-odds of the two closers in one member minus those in the other, in nats: what the opener adds, whatever the habit. 0 for a reader
   * that does not see it, NaN if the model cannot write one of the closers.
   */
  readonly evidence: number;
  /** Probability that moves from one of the two closers to the other with the opener, from −1 to 1; NaN as for evidence. */
  readonly moved: number;
  /** True if there is a line break between opener and closer; absent for what is no bracket. */
  readonly isOverLines?: boolean | undefined;
}

/** Scores both closers in both members of each minimal pair. */
export async function scorePairs(
  model: LanguageModel | ChoiceScorer,
  minimalPairs: readonly MinimalPair[],
  onShare?: OnShare,
): Promise<ScoredPair[]> {
  const questions = minimalPairs.flatMap(({ members: [one, other] }) => [
    { text: one.text, at: one.at, alternatives: [one.closer, other.closer] },
    { text: other.text, at: other.at, alternatives: [other.closer, one.closer] },
  ]);
  const scores = await scoreChoices(model, questions, onShare);
  return minimalPairs.map(({ kind, document, distance, between }, index) => {
    const [one, other] = [2 * index, 2 * index + 1].map((at) => scores[at]![0]! - scores[at]![1]!);
    const isRight = one! > 0 && other! > 0;
    return {
      kind,
      document,
      distance,
      isRight,
      evidence: one! + other!,
      moved: probabilityOf(one!) + probabilityOf(other!) - 1,
      ...(between && { isOverLines: between.lineBreaks > 0 }),
    };
  });
}

/** Most pairs to score at once, when time is limited. */
const MOST_AT_ONCE = 32;

/**
 * Scores minimal pairs in their order, at least one, for as long as the next ones will end in time at the slowest pace so far. Their number
 * doubles while they take less than a quarter of the time left, so that a model that reads many texts at once can.
 * @param endMs from `performance.now()`
 */
export async function scoreUntil(
  endMs: number,
  model: LanguageModel | ChoiceScorer,
  minimalPairs: readonly MinimalPair[],
  onShare?: OnShare,
): Promise<ScoredPair[]> {
  const scored: ScoredPair[] = [];
  let msPerCharacter = 0;
  let size = 1;
  while (scored.length < minimalPairs.length) {
    const startMs = performance.now();
    const next = minimalPairs.slice(scored.length, scored.length + size);
    const characters = next.reduce((sum, { members: [one, other] }) => sum + one.at + other.at, 0);
    if (scored.length > 0 && startMs + msPerCharacter * characters > endMs) {
      if (size === 1) break;
      size = 1;
      continue;
    }
    scored.push(...(await scorePairs(model, next)));
    const tookMs = performance.now() - startMs;
    msPerCharacter = Math.max(msPerCharacter, tookMs / characters);
    const isShort = 4 * tookMs < endMs - performance.now();
    size = isShort ? Math.min(2 * size, MOST_AT_ONCE) : Math.ceil(size / 2);
    onShare?.(scored.length / minimalPairs.length);
  }
  return scored;
}

function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Share of a length-controlled set's control that must be right: below it, the filler misleads and nothing follows about distance. */
const LEAST_OF_CONTROL = 0.9;

export const distanceOf = ({ distance }: { readonly distance: number }): number => distance;
const pairOf = ({ document, distance, isRight }: ScoredPair) => ({
  document,
  distance,
  share: Number(isRight),
});

/** Returns a minimal pair as an observation of one dependency: held if both members are right. */
export function observePair({
  kind,
  document,
  distance,
  isRight,
}: Pick<ScoredPair, 'kind' | 'document' | 'distance' | 'isRight'>): Observation {
  const outcome = isRight ? 'held' : 'broken';
  return { document, kind, outcome, start: 0, end: distance, distance, depth: 0, attractors: 0 };
}

export function summarizeNatural(
  readings: readonly ScoredPair[],
  seed: number,
  factors?: Factors,
): NonNullable<PairsScored['natural']> {
  return {
    ...sharesOf(readings),
    ...rangesWithin(readings, pairOf, seed),
    shown: summarizeShown(readings, (some) => rangesWithin(some, shownPair, seed)),
    halfLife: halfLifeOf(readings, seed),
    thresholds: readings[0]?.kind === 'closer' ? thresholdsOf(readings, seed) : [],
    ...(readings[0]?.kind === 'closer' && factors && { factors }),
  };
}

/** Evidence, in nats, above which an opener counts as seen: the closers' odds change more than 2.7-fold. */
export const SHOWN_NATS = 1;

const shareOf = <T extends Omit<RangedPair, 'share'>>(one: T, share: number): RangedPair => ({
  document: one.document,
  distance: one.distance,
  isOverLines: one.isOverLines,
  share,
});

type WithEvidence = Pick<ScoredPair, 'document' | 'distance' | 'evidence' | 'isOverLines'>;

/** 1 if the opener shows, −1 if it shows as clearly against its own closer: over pairs, what noise adds to both cancels out. */
const netOf = (one: WithEvidence, nats = SHOWN_NATS): number =>
  Number(one.evidence > nats) - Number(one.evidence < -nats);

/** @param one with evidence */
export const shownPair = (one: WithEvidence): RangedPair => shareOf(one, netOf(one));

/** @param one with evidence */
export const evidencePair = (one: WithEvidence): RangedPair => shareOf(one, one.evidence);

/** Largest share of pairs without evidence, which are left out; with more, a model counts as not reporting log-odds. */
const MOST_UNKNOWN = 0.01;

/** Pairs with evidence; null for a model that does not report log-odds. */
function knownOf<T extends WithEvidence>(all: readonly T[]): readonly T[] | null {
  const known = all.filter(({ evidence }) => !Number.isNaN(evidence));
  return all.length - known.length > MOST_UNKNOWN * all.length ? null : known;
}

/** Shares of pairs in which the opener shows, by distance; null for a model that does not report log-odds. */
export function summarizeShown<T extends WithEvidence, R>(
  all: readonly T[],
  rangesOf: (all: readonly T[]) => R,
) {
  const known = knownOf(all);
  if (known === null) return null;
  const seen = known.map((one) =>
    observePair({ ...one, kind: 'closer', isRight: one.evidence > SHOWN_NATS }),
  );
  const net = known.map((one) => ({ ...one, value: netOf(one) }));
  return {
    byDistance: shareHeldByRange(seen, distanceOf, doublingScale),
    net: meanByRange(net, distanceOf, doublingScale),
    ...rangesOf(known),
  };
}

function halfLifeOf(readings: readonly ScoredPair[], seed: number) {
  const known = knownOf(readings)?.filter(({ evidence }) => Number.isFinite(evidence));
  return known === undefined ? null : measureHalfLife(known.map(evidencePair), { seed });
}

/** Ranges by several thresholds, not only half of what is right nearby and 1 nat. */
function thresholdsOf(
  readings: readonly ScoredPair[],
  seed: number,
): NonNullable<PairsScored['natural']>['thresholds'] {
  const right = [0.25, 0.5, 0.75].map((fraction) => ({
    ...({ share: 'right', nats: null, fraction } as const),
    range: measureRange(readings.map(pairOf), { seed, fraction }),
  }));
  const known = knownOf(readings);
  if (known === null) return right;
  const evidence = [0.5, 1, 2].map((nats) => ({
    ...({ share: 'evidence', nats, fraction: 0.5 } as const),
    range: measureRange(
      known.map((one) => shareOf(one, netOf(one, nats))),
      { seed },
    ),
  }));
  const moved = measureRange(
    known.map((one) => shareOf(one, one.moved)),
    { seed, least: 0.1 },
  );
  return [...right, ...evidence, { share: 'moved', nats: null, fraction: 0.5, range: moved }];
}

/** Range of all pairs and, if some are farther than usual, that of the usual distances. */
export function rangesWithin<T extends { readonly pairDistance?: number; readonly distance: number }>(
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
 * @param between the minimal pairs of mirror images with the filler between the ends
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
    shown: summarizeShown(between, (some) => ({
      range: measureRange(some.map(shownPair), {
        seed,
        least: LEAST_OF_CONTROL,
        nearby: before.filter(({ evidence }) => !Number.isNaN(evidence)).map(shownPair),
      }),
    })),
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

/** Returns the ranges within 4,096 characters, which every evaluation has; generation at this temperature, or null if there was none. */
export function bracketRanges({ scoring, generation }: MinimalPairs, temperature: number): BracketRanges {
  const written = generation.find((one) => one.temperature === temperature);
  const read = scoring.find(({ kind }) => kind === 'closer')?.natural ?? null;
  return {
    scoring: read?.usualRange ?? read?.range ?? null,
    generation: written === undefined ? null : { ...(written.usualRange ?? written.range), temperature },
  };
}
