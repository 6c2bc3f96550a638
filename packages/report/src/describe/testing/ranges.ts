import type { HalfLife, Range, RangePlace, Result } from '@longrange/eval/internal';

export const at = (characters: number): RangePlace => ({ side: 'at', characters });
export const after = (characters: number): RangePlace => ({ side: 'after', characters });

/** Makes a range of 100 pairs, of which 80 % are right nearby. */
export function range(place: RangePlace, low: RangePlace | null, high: RangePlace | null): Range {
  return {
    n: 100,
    documents: low === null ? 1 : 20,
    near: { from: 1, to: 8, n: 40, share: 0.8 },
    notMeasurable: null,
    range: place,
    low,
    high,
    fit: [],
  };
}

const none = { range: null, low: null, high: null } as const;

/** Range that cannot be measured because there are too few pairs. */
export const few: Range = {
  ...range(at(1), null, null),
  ...none,
  n: 29,
  near: { from: 1, to: 8, n: 12, share: 1 },
  notMeasurable: 'few',
};

/** Makes a range that cannot be measured because too few of the nearest pairs are right. */
export function near(share: number): Range {
  return {
    ...range(at(1), at(1), at(1)),
    ...none,
    near: { from: 1, to: 8, n: 40, share },
    notMeasurable: 'near',
  };
}

/** Returns the half-life with this range, from this mean evidence nearby. */
export function halfLifeOf({ fit, near, ...measured }: Range, nats: number): HalfLife {
  const { share, ...counted } = near!;
  return { ...measured, near: { ...counted, nats } };
}

/** Returns the result with these bracket ranges for all predictors, each for shows and decides; `generation` is at temperature 0.8. */
export function withRanges(
  result: Result,
  scoring: readonly [shows: Range | null, decides: Range],
  generation: readonly [shows: Range | null, decides: Range] | null,
  halfLife: HalfLife | null = null,
): Result {
  const probes = result.probes!;
  const predictors = probes.predictors.map((predictor) => {
    const { minimalPairs } = predictor;
    const brackets = minimalPairs.scoring.find(({ kind }) => kind === 'closer')!;
    const natural = brackets.natural!;
    const of = ([shows, decides]: readonly [Range | null, Range]) => ({
      range: decides,
      shown: shows && { ...natural.shown!, range: shows },
    });
    const read = [{ ...brackets, natural: { ...natural, ...of(scoring), halfLife } }];
    const written = minimalPairs.generation.find(({ temperature }) => temperature === 0.8)!;
    const writings = generation === null ? [] : [{ ...written, ...of(generation) }];
    return { ...predictor, minimalPairs: { scoring: read, generation: writings } };
  });
  return { ...result, probes: { ...probes, predictors } };
}
