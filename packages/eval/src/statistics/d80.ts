import type { D80 } from '../result/probe-schema.ts';
import type { Bucket } from '../result/shapes.ts';

/** Hewitt et al. (2020): a dependency is held at a distance where at least so much of it is. */
export const HELD_SHARE = 0.8;

/**
 * How far a dependency reaches: the upper end of the largest bucket of distances such that in it and in all nearer ones the
 * share held is at least 0.80. Thin buckets prove nothing: those nearer than the first that is not thin are passed over, one
 * further away ends the range, which is then `limited` by the data and not by the model.
 *
 * @param byDistance ascending, without gaps
 */
export function d80Of(byDistance: readonly Bucket[]): D80 {
  let characters: number | null = null;
  for (const { to, thin, estimate } of byDistance.slice(firstThick(byDistance))) {
    if (thin) return { characters, limited: true };
    if (estimate === null || estimate < HELD_SHARE) return { characters, limited: false };
    characters = to;
  }
  return { characters, limited: true };
}

function firstThick(buckets: readonly Bucket[]): number {
  const index = buckets.findIndex(({ thin }) => !thin);
  return index < 0 ? buckets.length : index;
}
