import { measureHalfLife } from '../statistics/half-life.ts';
import type { HalfLife, Range } from '../statistics/pair-table.ts';
import { measureRange, nearTest } from '../statistics/range.ts';
import { judge } from './compare-contenders.ts';
import { compareMeasure } from './compare-measure.ts';
import { compareRanges } from './compare-ranges.ts';
import type { DocumentScores } from './document-scores.ts';
import { isRange, type MeasureId, measures } from './measures.ts';
import { rangedPairs } from './pairs.ts';
import type { ContenderValue } from './schema.ts';

/** How far an opener shows and decides, between brackets on one line or over several. */
interface RangesOnLines {
  readonly shows: Range;
  readonly decides: Range;
}

/** One model's scores in the order of half-lives. */
export interface RankedScores {
  /** Index among the scores given, like `shownBelow`. */
  readonly index: number;
  readonly halfLife: HalfLife;
  readonly onOneLine: RangesOnLines;
  readonly overSeveral: RangesOnLines;
  /** Bits per character, with the state carried. */
  readonly bits: ContenderValue;
  /** First model in the order after this one whose half-life is shown to be shorter; null if there is none. */
  readonly shownBelow: number | null;
}

/**
 * Orders models by their half-life of evidence, longest first and those without one last. The differences between all pairs of models, over
 * the same documents, are one family of tests (Holm). Where none is shown, the order means nothing.
 *
 * @param all scores of single networks, with the evidence of the same minimal pairs
 * @param seed of the resamples of documents
 */
export function rankScores(all: readonly DocumentScores[], seed: number): RankedScores[] {
  const contenders = all.map((scores) => ({ label: scores.model.run, runs: [scores] }));
  const indexes = [...all.keys()];
  const pairs = indexes.flatMap((b) => indexes.slice(b + 1).map((a) => ({ a, b })));
  const halfLife = measureOf('half-life');
  const [compared] = isRange(halfLife) ? judge([compareRanges(halfLife, contenders, pairs, seed)]) : [];
  const { values: bits } = compareMeasure(measureOf('bits-carried'), null, contenders, [], { seed });
  const halfLives = all.map((scores) => measureHalfLife(rangedPairs(scores, 'half-life') ?? [], { seed }));
  const lengthOf = (index: number) => {
    const { range } = halfLives[index]!;
    return range === null || range.side === 'before' ? 0 : range.characters;
  };
  const order = indexes.sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  const isLonger = (long: number, short: number) =>
    compared!.differences.some(
      ({ a, b, verdict }) =>
        (verdict === 'a' && a === long && b === short) || (verdict === 'b' && b === long && a === short),
    );
  return order.map((index, place) => ({
    index,
    halfLife: halfLives[index]!,
    onOneLine: rangesOn(all[index]!, false, seed),
    overSeveral: rangesOn(all[index]!, true, seed),
    bits: bits[index]!,
    shownBelow: order.slice(place + 1).find((other) => isLonger(index, other)) ?? null,
  }));
}

function measureOf(id: MeasureId) {
  return measures.find((one) => one.id === id)!;
}

/** Ranges of the brackets on one line, or over several; the nearest of all brackets count as nearby. */
function rangesOn(scores: DocumentScores, isOver: boolean, seed: number): RangesOnLines {
  const [shows, decides] = (['range-shows', 'range-decides'] as const).map((way) => {
    const pairs = rangedPairs(scores, way) ?? [];
    const some = pairs.filter(({ isOverLines }) => isOverLines === isOver);
    return measureRange(some, { seed, nearby: pairs.filter(nearTest(pairs, pairs)) });
  });
  return { shows: shows!, decides: decides! };
}
