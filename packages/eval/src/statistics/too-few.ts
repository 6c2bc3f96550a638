import type { SeededDifference } from './crossed-difference.ts';
import { studentCritical } from './student-t.ts';

/** Numbers of documents, and of networks on each side, that an interval rests on. */
export interface Sizes {
  readonly documents: number;
  readonly seeds: readonly number[];
}

/**
 * Numbers of documents, and of seeds on each side that has several, with which half of a wide interval would be at most `most`; absent are
 * those that are enough. Half widths over documents and over seeds add as squares: where both are too large, each may fill half of the square,
 * otherwise one may fill what the other leaves. More seeds also make Student's t smaller.
 *
 * @returns undefined if the interval is narrow enough
 */
export function tooFew(
  { low, high, overDocuments, degrees }: Pick<SeededDifference, 'low' | 'high' | 'overDocuments' | 'degrees'>,
  { documents, seeds }: Sizes,
  most: number,
): { documents?: number; seeds?: number } | undefined {
  const square = ((high - low) / 2) ** 2;
  if (square <= most ** 2) return undefined;
  const ofDocuments = overDocuments * square;
  const ofSeeds = square - ofDocuments;
  const leftBy = (other: number) => most ** 2 - Math.min(other, most ** 2 / 2);
  const few: { documents?: number; seeds?: number } = {};
  if (ofDocuments > leftBy(ofSeeds)) few.documents = Math.ceil((documents * ofDocuments) / leftBy(ofSeeds));
  if (ofSeeds > leftBy(ofDocuments)) {
    const several = seeds.filter((count) => count > 1);
    // The harmonic mean, as the variances of both sides add.
    const now = several.length / several.reduce((sum, count) => sum + 1 / count, 0);
    const squareWith = (count: number) => {
      const t = studentCritical(several.length * (count - 1)) / studentCritical(degrees);
      return (ofSeeds * now * t ** 2) / count;
    };
    few.seeds = Math.ceil(now);
    while (squareWith(few.seeds) > leftBy(ofDocuments)) few.seeds++;
  }
  return few;
}
