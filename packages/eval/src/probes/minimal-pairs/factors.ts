import { DELIMITER_TYPES, type MinimalPair } from '@longrange/code';
import type { LanguageModel, OnShare } from '../../models/language-model.ts';
import { doublingScale, rangesOf, shareHeldByRange } from '../../statistics/buckets.ts';
import { type MatchedCase, matchedDifference } from '../../statistics/matched-difference.ts';
import type { RangedPair } from '../../statistics/pair-table.ts';
import { groupBy } from '../../statistics/parts.ts';
import { measureRange, nearTest } from '../../statistics/range.ts';
import { meanByRange, meanOverDocuments } from '../../statistics/summaries.ts';
import type { ChoiceScorer } from '../choices/score-choices.ts';
import { USUAL_MAX_DISTANCE } from '../farther.ts';
import type { ProbePlan } from '../plan-probes.ts';
import { factorPairsOf } from './choose-factor-pairs.ts';
import type { Factors } from './factors-schema.ts';
import { distanceOf, observePair, type ScoredPair, scorePairs, shownPair } from './score-pairs.ts';

/** A minimal pair of brackets with its answers. */
interface Answered {
  readonly pair: MinimalPair;
  readonly scored: ScoredPair;
}

type Value = (scored: ScoredPair) => number;
const decides: Value = ({ isRight }) => Number(isRight);
const shows: Value = (scored) => shownPair(scored).share;
const evidence: Value = (scored) => scored.evidence;

/** Scores the minimal pairs of a plan, and summarizes those that are asked for what lies between brackets; undefined if none are. */
export async function scoreWithFactors(
  model: LanguageModel | ChoiceScorer,
  plan: ProbePlan,
  onShare?: OnShare,
): Promise<{ readonly read: readonly ScoredPair[]; readonly factors: Factors | undefined }> {
  const scored = await scorePairs(model, [...plan.minimalPairs, ...factorPairsOf(plan.factors)], onShare);
  const read = scored.slice(0, plan.minimalPairs.length);
  return { read, factors: summarizeFactors(plan, read, scored.slice(read.length)) };
}

function summarizeFactors(
  { minimalPairs, factors, seed }: ProbePlan,
  read: readonly ScoredPair[],
  answers: readonly ScoredPair[],
): Factors | undefined {
  if (factors === null) return undefined;
  const answered = (pairs: readonly MinimalPair[], scored: readonly ScoredPair[]) =>
    pairs.map((pair, index): Answered => ({ pair, scored: scored[index]! }));
  const own = answered(minimalPairs, read).filter(
    ({ pair }) => pair.kind === 'closer' && pair.distance < USUAL_MAX_DISTANCE,
  );
  if (own.length === 0) return undefined;
  const all = [...own, ...answered(factors.extra, answers)];
  const tellsEvidence = [...read, ...answers].every(
    (one) => one.kind !== 'closer' || Number.isFinite(one.evidence),
  );

  const ranged = (some: readonly Answered[], value: Value): RangedPair[] =>
    some.map(({ scored }) => ({ ...scored, share: value(scored) }));
  const curveOf = (some: readonly Answered[], value: Value) => {
    const nearby = ranged(own, value);
    return {
      byDistance: shareHeldByRange(
        some.map(({ scored }) => observePair({ ...scored, isRight: value(scored) > 0 })),
        distanceOf,
        doublingScale,
      ),
      range: measureRange(ranged(some, value), { seed, nearby: nearby.filter(nearTest(nearby, nearby)) }),
    };
  };
  const curvesOf = (some: readonly Answered[]) => ({
    decides: curveOf(some, decides),
    shows: tellsEvidence ? curveOf(some, shows) : null,
  });
  const ofValues = <T>(summarize: (value: Value) => T) => ({
    decides: summarize(decides),
    shows: tellsEvidence ? summarize(shows) : null,
    evidence: tellsEvidence ? summarize(evidence) : null,
  });

  const levels = (['nested', 'lineBreak', 'types'] as const).flatMap((factor) =>
    [...groupBy(all, ({ pair }) => levelOf[factor](pair))]
      .sort(([one], [other]) => (one > other ? -1 : 1))
      .map(([level, some]) => ({ factor, level, ...curvesOf(some) })),
  );
  const effects = (['nested', 'lineBreak', 'distance'] as const).map((factor) => ({
    factor,
    ...ofValues((value) => effectsOf(all.flatMap((one) => casesOf(factor, one, value)))),
  }));
  const before = new Map(all.map(({ pair, scored }) => [pair, scored]));
  const changed = factors.reformatted.flatMap(({ original, pair }, index) => {
    const old = before.get(original);
    const scored = answers[factors.extra.length + index]!;
    return old === undefined ? [] : [{ before: { pair: original, scored: old }, after: { pair, scored } }];
  });
  const directions = groupBy(changed, ({ before: { pair } }) =>
    pair.between!.lineBreaks > 0 ? ('joined' as const) : ('broken' as const),
  );
  const reformatted = [...directions].map(([direction, some]) => ({
    ...{ direction, n: some.length },
    before: curvesOf(some.map((one) => one.before)),
    after: curvesOf(some.map((one) => one.after)),
    ...ofValues((value) => {
      const values = some.map(({ before: { scored: old }, after: { scored } }) => ({
        ...scored,
        value: value(scored) - value(old),
      }));
      return { all: meanOverDocuments(values), byDistance: meanByRange(values, distanceOf, doublingScale) };
    }),
  }));
  const { extra, notReformatted } = factors;
  return { extra: extra.length, levels, effects, reformatted, notReformatted };
}

const hasNested = ({ between }: MinimalPair): boolean => between!.nested > 0;
const hasLineBreak = ({ between }: MinimalPair): boolean => between!.lineBreaks > 0;

const levelOf = {
  nested: (pair: MinimalPair) => (hasNested(pair) ? 'with' : 'without'),
  lineBreak: (pair: MinimalPair) => (hasLineBreak(pair) ? 'with' : 'without'),
  types: ({ members }: MinimalPair) =>
    DELIMITER_TYPES.filter((type) => members.some(({ closer }) => closer === type[1])).join(' '),
};

/** Parts of a doubling in which distances count as equal: within a quarter they differ by less than 19 %. */
const PARTS = 4;
/** Least distance for which the cost of twice the distance is told: nearer, nearly all are right. */
const TWICE_FROM = 8;

/** Cases to compare by one factor, which have the other two in common. */
function casesOf(factor: Factors['effects'][number]['factor'], { pair, scored }: Answered, value: Value) {
  const { document, distance } = pair;
  const part = Math.floor(PARTS * Math.log2(distance));
  const [nested, lineBreak] = [hasNested(pair), hasLineBreak(pair)];
  const one = { document, distance, value: value(scored) };
  if (factor === 'nested') return [{ ...one, isWith: nested, stratum: `${part} ${lineBreak}` }];
  if (factor === 'lineBreak') return [{ ...one, isWith: lineBreak, stratum: `${part} ${nested}` }];
  const same = `${nested} ${lineBreak}`;
  return [
    { ...one, isWith: false, stratum: `${part} ${same}` },
    { ...one, distance: distance / 2, isWith: true, stratum: `${part - PARTS} ${same}` },
  ].filter((half) => half.distance >= TWICE_FROM);
}

function effectsOf(
  cases: readonly (MatchedCase & { readonly distance: number })[],
): Factors['effects'][number]['decides'] {
  const byDistance = rangesOf(cases, distanceOf, doublingScale).flatMap(({ from, to, members }) => {
    const effect = matchedDifference(members);
    return effect === null ? [] : [{ from, to, ...effect }];
  });
  return { all: matchedDifference(cases), byDistance };
}
