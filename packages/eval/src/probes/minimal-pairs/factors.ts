import { DELIMITER_TYPES, type MinimalPair } from '@longrange/code';
import type { LanguageModel, OnShare } from '../../models/language-model.ts';
import { doublingScale, rangesOf, shareHeldByRange } from '../../statistics/buckets.ts';
import { type MatchedCase, matchedDifference } from '../../statistics/matched-difference.ts';
import { groupBy } from '../../statistics/parts.ts';
import { measureRange, nearTest } from '../../statistics/range.ts';
import { meanByRange, meanOverDocuments } from '../../statistics/summaries.ts';
import type { ChoiceScorer } from '../choices/score-choices.ts';
import {
  type FactorPairs,
  factorPairsOf,
  hasLineBreak,
  hasNested,
  isUsual,
  tokensIn,
} from './choose-factor-pairs.ts';
import type { Factors } from './factors-schema.ts';
import {
  distanceOf,
  observePair,
  type ScoredPair,
  scorePairs,
  scoreUntil,
  shownPair,
} from './score-pairs.ts';

/** A minimal pair with its scores. */
interface Answered extends ScoredPair {
  readonly pair: MinimalPair;
}

type Value = (one: Answered) => number;
const decides: Value = ({ isRight }) => Number(isRight);
const shows: Value = (one) => shownPair(one).share;
const evidence: Value = (one) => one.evidence;

/** Natural minimal pairs, and those that are scored for the factors alone. */
interface NaturalPairs {
  readonly natural: readonly MinimalPair[];
  /** Null if the effect of what lies between brackets is not measured. */
  readonly factors: FactorPairs | null;
  readonly seed: number;
  /** Time at which to stop, for `scoreUntil`; null to score all. */
  readonly endMs: number | null;
}

/** Scores natural minimal pairs and summarizes them by what lies between their brackets; `factors` is undefined if there are none. */
export async function scoreWithFactors(
  model: LanguageModel | ChoiceScorer,
  plan: NaturalPairs,
  onShare?: OnShare,
): Promise<{ readonly read: readonly ScoredPair[]; readonly factors: Factors | undefined }> {
  const asked = [...plan.natural, ...factorPairsOf(plan.factors)];
  const { endMs } = plan;
  const read =
    endMs === null ? await scorePairs(model, asked, onShare) : await scoreUntil(endMs, model, asked, onShare);
  const answered = read.map((one, index): Answered => ({ ...one, pair: asked[index]! }));
  return { read: read.slice(0, plan.natural.length), factors: summarizeFactors(plan, answered) };
}

function summarizeFactors(
  { natural, factors, seed }: NaturalPairs,
  answered: readonly Answered[],
): Factors | undefined {
  if (factors === null) return undefined;
  const answers = new Map(answered.map((one) => [one.pair, one]));
  const answersTo = (pairs: readonly MinimalPair[]) => pairs.flatMap((pair) => answers.get(pair) ?? []);
  const own = answersTo(natural).filter(isUsual);
  if (own.length === 0) return undefined;
  const all = [...own, ...answersTo(factors.extra)];
  const changed = factors.reformatted.flatMap(({ original, pair }) => {
    const [before, after] = answersTo([original, pair]);
    return after === undefined ? [] : [{ before: before!, after }];
  });
  const tellsEvidence = [...all, ...changed.map(({ after }) => after)].every((one) =>
    Number.isFinite(one.evidence),
  );

  const curveOf = (some: readonly Answered[], value: Value) => {
    const ranged = (ones: readonly Answered[]) => ones.map((one) => ({ ...one, share: value(one) }));
    const seen = some.map((one) => observePair({ ...one, isRight: value(one) > 0 }));
    const nearby = ranged(own);
    return {
      byDistance: shareHeldByRange(seen, distanceOf, doublingScale),
      range: measureRange(ranged(some), { seed, nearby: nearby.filter(nearTest(nearby, nearby)) }),
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
  const directions = groupBy(changed, ({ before }): 'joined' | 'broken' =>
    hasLineBreak(before.pair) ? 'joined' : 'broken',
  );
  const reformatted = [...directions].map(([direction, some]) => ({
    direction,
    n: some.length,
    before: curvesOf(some.map(({ before }) => before)),
    after: curvesOf(some.map(({ after }) => after)),
    ...ofValues((value) => {
      const values = some.map(({ before, after }) => ({ ...after, value: value(after) - value(before) }));
      return { all: meanOverDocuments(values), byDistance: meanByRange(values, distanceOf, doublingScale) };
    }),
  }));
  const { extra, notReformatted } = factors;
  return { extra: extra.length, levels, effects, reformatted, notReformatted };
}

const levelOf = {
  nested: (pair: MinimalPair) => (hasNested(pair) ? 'with' : 'without'),
  lineBreak: (pair: MinimalPair) => (hasLineBreak(pair) ? 'with' : 'without'),
  types: ({ members }: MinimalPair) =>
    DELIMITER_TYPES.filter((type) => members.some(({ closer }) => closer === type[1])).join(' '),
};

/** Parts of a doubling within which distances count as equal: in a quarter they differ by less than 19 %. */
const PARTS = 4;
/** Least distance at which the cost of doubling it is reported: nearer, nearly all pairs are right. */
const TWICE_FROM = 8;

/** Cases to compare by one factor, in strata that share the other two and, for nesting, the number of tokens. */
function casesOf(factor: Factors['effects'][number]['factor'], one: Answered, value: Value) {
  const { pair, document, distance } = one;
  const partOf = (length: number) => Math.floor(PARTS * Math.log2(length));
  const part = partOf(distance);
  const [nested, lineBreak] = [hasNested(pair), hasLineBreak(pair)];
  const common = { document, distance, value: value(one) };
  if (factor === 'nested') {
    // What is nested has more tokens: a memory that fades by tokens would seem disturbed by it.
    const stratum = `${part} ${partOf(tokensIn(pair) + 1)} ${lineBreak}`;
    return [{ ...common, isWith: nested, stratum }];
  }
  if (factor === 'lineBreak') return [{ ...common, isWith: lineBreak, stratum: `${part} ${nested}` }];
  const same = `${nested} ${lineBreak}`;
  return [
    { ...common, isWith: false, stratum: `${part} ${same}` },
    { ...common, distance: distance / 2, isWith: true, stratum: `${part - PARTS} ${same}` },
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
