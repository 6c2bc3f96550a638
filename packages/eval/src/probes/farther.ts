import type { TextDocument } from '@longrange/code';
import { z } from 'zod';
import { count, countBucketSchema } from '../statistics/shapes.ts';

/** Items at distances beyond 4,096 characters, and prompts beyond 512. */
export const fartherSchema = z.object({
  /** Upper end of the distances asked about, exclusive. */
  maxDistance: count,
  items: z.array(
    z.object({
      set: z.enum(['natural', 'lengthControlled', 'prompted']),
      /** A kind of minimal pair, or of what a prompt leaves open. */
      kind: z.string(),
      /** Every doubling; of prompts, those open for `from` characters. `n` counts minimal pairs, pairs of mirror images or prompts; 0 where there was none. */
      buckets: z.array(countBucketSchema.extend({ documents: count })),
    }),
  ),
});

/** Number of items found at distances beyond the usual ones. */
export type FartherAsked = z.infer<typeof fartherSchema>;

/** Up to how many characters back dependencies may be asked about; the first where nothing else is said. */
export const MAX_DISTANCES = [4096, 8192, 16384, 32768] as const;
/** One of `MAX_DISTANCES`, in characters. */
export type MaxDistance = (typeof MAX_DISTANCES)[number];
/** Distances below it are asked about in every evaluation, with the same items. */
export const USUAL_MAX_DISTANCE = MAX_DISTANCES[0];

/** Questions about distances beyond the usual ones. */
export interface Farther {
  /** Distances end before it, length-controlled and prompted ones in the doubling below it. */
  readonly maxDistance: MaxDistance;
  /** All held-out text: in a part of it too few dependencies are so long. */
  readonly documents: readonly TextDocument[];
}

/** Undefined where nothing farther than usual is asked about. */
export function fartherIn(documents: readonly TextDocument[], maxDistance: MaxDistance): Farther | undefined {
  return maxDistance === USUAL_MAX_DISTANCE ? undefined : { maxDistance, documents };
}

/** Distance up to which a doubling gets its full number of items. */
const FULL_UP_TO = 1024;
const LEAST = 4;

/** Returns the number of items, at most `most`, to ask for at this distance: fewer in proportion to the text that each takes to read. */
export function mostFrom(distance: number, most: number): number {
  return Math.min(most, Math.max(LEAST, Math.floor((most * FULL_UP_TO) / distance)));
}

/** Doublings or open distances of one kind that only reading farther has. */
export type FartherItems = FartherAsked['items'][number];

/** Counts what was found in the doublings from `from` to before `maxDistance`. */
export function countFarther(
  { set, kind }: Pick<FartherItems, 'set' | 'kind'>,
  items: readonly { readonly document: string; readonly distance: number }[],
  { from, maxDistance }: { readonly from: number; readonly maxDistance: number },
): FartherItems {
  const buckets = [];
  for (let lower = from; lower < maxDistance; lower *= 2) {
    const inside = items.filter(({ distance }) => distance >= lower && distance < 2 * lower);
    const documents = new Set(inside.map(({ document }) => document)).size;
    buckets.push({ from: lower, to: 2 * lower, n: inside.length, documents });
  }
  return { set, kind, buckets };
}
