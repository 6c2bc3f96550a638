import type { D80 } from '../result/probe-schema.ts';
import type { Bucket } from '../result/shapes.ts';

/** The criterion of Hewitt et al. (2020), for shares as for single closers. */
export const HELD_SHARE = 0.8;

/**
 * The upper end of the largest bucket such that it and all nearer ones are at least 0.80. A bucket with fewer than 30 observations ends
 * the range, which is then limited by the data rather than by what is measured.
 *
 * @param byDistance ascending
 */
export function d80Of(byDistance: readonly Bucket[]): D80 {
  let characters: number | null = null;
  for (const { estimate, thin, to } of byDistance) {
    if (thin) return { characters, limited: true };
    if (estimate === null || estimate < HELD_SHARE) return { characters, limited: false };
    characters = to;
  }
  return { characters, limited: true };
}
