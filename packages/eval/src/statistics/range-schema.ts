import { z } from 'zod';
import { count } from './shapes.ts';

/**
 * A distance in characters: `at` so many; `before` the nearest pair, where the share is below half from the start; `after` the farthest, where
 * it does not fall below half as far as there are pairs.
 */
export const rangePlaceSchema = z.object({
  side: z.enum(['before', 'at', 'after']),
  characters: count,
});

/** The range of a memory: the greatest distance at which the share of pairs right in both twins is still half of what it is nearby. */
export const rangeSchema = z.object({
  /** Pairs, and the documents that they are from. */
  n: count,
  documents: count,
  /** The mean share of the nearest pairs, those at `from` to `to` − 1 characters; null without pairs. */
  near: z.object({ from: count, to: count, n: count, share: z.number().min(0).max(1) }).nullable(),
  /** Why there is no range: fewer than 30 pairs (nearby, or in all), or fewer than half right nearby. */
  notMeasurable: z.enum(['few', 'near']).nullable(),
  range: rangePlaceSchema.nullable(),
  /** 95 %, from resampled documents; null for a single document and where there is no range. */
  low: rangePlaceSchema.nullable(),
  high: rangePlaceSchema.nullable(),
  /** The fitted share, which never rises: from each of these distances up to the next. */
  fit: z.array(z.object({ from: count, to: count, share: z.number().min(0).max(1) })),
});

/** A distance that a range or an end of its interval is at, or beyond which it lies. */
export type RangePlace = z.infer<typeof rangePlaceSchema>;
/** How far back a memory reaches, and the curve that says so. */
export type Range = z.infer<typeof rangeSchema>;
