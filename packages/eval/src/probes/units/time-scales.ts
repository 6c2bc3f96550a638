import type { Units } from '../schema.ts';

export interface TimeScaleLayer {
  name: string;
  /** Ascending, in characters. */
  timeScales: readonly number[];
  /** Shares of the layer's units, in doubling buckets. */
  buckets: readonly { from: number; to: number; count: number; share: number }[];
}

/** Time scales longer than this share one last bucket: no text here is so long. */
const MOST = 2 ** 14;

/** Every layer whose cell has a gate that keeps its state, with its time scales in the same doubling buckets. */
export function bucketsOfTimeScales({ layers: all }: Units): TimeScaleLayer[] {
  const layers = all.flatMap(({ layer, timeScales }) =>
    timeScales === null || timeScales.length === 0 ? [] : [{ name: `layer ${layer}`, timeScales }],
  );
  const longest = Math.min(MOST, Math.max(1, ...layers.map(({ timeScales }) => timeScales.at(-1)!)));
  const count = Math.floor(Math.log2(longest)) + 1;
  const starts = Array.from({ length: count }, (_, power) => 2 ** power);
  return layers.map(({ name, timeScales }) => ({
    name,
    timeScales,
    buckets: [0.5, ...starts].map((from, index) => {
      // The first bucket takes what lies below it, the last what lies above it.
      const isFirst = index === 0;
      const isLast = index === count;
      const inside = timeScales.filter((scale) => (isFirst || scale >= from) && (isLast || scale < 2 * from));
      return { from, to: 2 * from, count: inside.length, share: inside.length / timeScales.length };
    }),
  }));
}

/** The middle one of an ascending list. */
export function medianOf(ascending: readonly number[]): number {
  const middle = ascending.length / 2;
  return Number.isInteger(middle)
    ? (ascending[middle - 1]! + ascending[middle]!) / 2
    : ascending[Math.floor(middle)]!;
}
