import { LEAST_EVIDENCE, measureHalfLife } from '../statistics/half-life.ts';
import type { HalfLife, Range, RangedPair } from '../statistics/pair-table.ts';
import { holm } from '../statistics/permutation.ts';
import { measureRange, nearTest, rangeRatio } from '../statistics/range.ts';
import { clusteredRatio } from '../statistics/ratio.ts';
import { RESAMPLES } from './compare-ranges.ts';
import type { DocumentScores } from './document-scores.ts';
import { rangedPairs } from './pairs.ts';

/** Distances at which an opener shows and decides, between brackets on one line or over several. */
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
  /** Bits per character with the state carried, and their 95 % interval over documents. */
  readonly bits: ReturnType<typeof clusteredRatio>;
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
  const evidence = all.map((scores) => rangedPairs(scores, 'half-life') ?? []);
  const halfLives = evidence.map((pairs) => measureHalfLife(pairs, { seed }));
  const lengthOf = (index: number) => {
    const { range } = halfLives[index]!;
    return range === null || range.side === 'before' ? 0 : range.characters;
  };
  const order = [...all.keys()].sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  const tests = testPairs(order, evidence, seed);
  return order.map((index) => ({
    index,
    halfLife: halfLives[index]!,
    onOneLine: rangesOn(all[index]!, false, seed),
    overSeveral: rangesOn(all[index]!, true, seed),
    bits: bitsOf(all[index]!),
    // The half-life of the shorter one could be longer if it reaches the farthest pair.
    shownBelow:
      tests.find(
        ({ long, short, isShown }) => long === index && isShown && halfLives[short]!.range?.side !== 'after',
      )?.short ?? null,
  }));
}

/** Tests each pair of models, the one with the longer half-life first, in their order. */
function testPairs(order: readonly number[], evidence: readonly (readonly RangedPair[])[], seed: number) {
  const found = order.flatMap((long, place) =>
    order.slice(place + 1).flatMap((short) => {
      const options = { seed, resamples: RESAMPLES, least: LEAST_EVIDENCE };
      const ratio = rangeRatio([evidence[long]!], [evidence[short]!], options);
      return ratio === null ? [] : [{ long, short, ...ratio }];
    }),
  );
  const adjusted = holm(found.map(({ pValue }) => pValue));
  return found.map(({ long, short, low }, index) => ({
    long,
    short,
    isShown: low > 1 && adjusted[index]! < 0.05,
  }));
}

function bitsOf({ tallies }: DocumentScores): RankedScores['bits'] {
  const tally = tallies.find(({ measure, range }) => measure === 'bits-carried' && range === null);
  return clusteredRatio(
    (tally?.parts ?? []).map(([, numerator, denominator]) => ({ numerator, denominator })),
  );
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
