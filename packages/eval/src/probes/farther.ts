import type { TextDocument } from '@longrange/code';
import { z } from 'zod';
import { count, countBucketSchema } from '../statistics/shapes.ts';

/** Items at distances beyond 4,096 characters, and prompts beyond 512. */
export const fartherSchema = z.object({
  /** Upper end of the distances probed, exclusive. */
  maxDistance: count,
  items: z.array(
    z.object({
      set: z.enum(['natural', 'lengthControlled', 'prompted']),
      /** Kind of minimal pair, or of opener that a prompt leaves open. */
      kind: z.string(),
      /** Every doubling; prompts are open for `from` characters. `n`, maybe 0, counts minimal pairs, pairs of mirror images or prompts. */
      buckets: z.array(countBucketSchema.extend({ documents: count })),
    }),
  ),
});

/** Number of items found at distances beyond the usual ones. */
export type FartherAsked = z.infer<typeof fartherSchema>;

/** Distances, in characters, up to which dependencies may be probed; the first is the default. */
export const MAX_DISTANCES = [4096, 8192, 16384, 32768] as const;
/** One of `MAX_DISTANCES`, in characters. */
export type MaxDistance = (typeof MAX_DISTANCES)[number];
/** Distances below it are probed in every evaluation, with the same items. */
export const USUAL_MAX_DISTANCE = MAX_DISTANCES[0];

/** Options for probing distances beyond the usual ones. */
export interface Farther {
  /** Exclusive end of the distances; those of length-controlled items and prompts lie no farther than the doubling below it. */
  readonly maxDistance: MaxDistance;
  /** All held-out text: a part of it has too few dependencies that long. */
  readonly documents: readonly TextDocument[];
}

/** Returns undefined if only the usual distances are to be probed. */
export function fartherIn(documents: readonly TextDocument[], maxDistance: MaxDistance): Farther | undefined {
  return maxDistance === USUAL_MAX_DISTANCE ? undefined : { maxDistance, documents };
}

/** Distance up to which a doubling gets its full number of items. */
const FULL_UP_TO = 1024;
const LEAST = 4;

/** Returns the number of items to choose at this distance, at most `most`: fewer in proportion to the text that each takes to read. */
export function mostFrom(distance: number, most: number): number {
  return Math.min(most, Math.max(LEAST, Math.floor((most * FULL_UP_TO) / distance)));
}

/** Numbers of items of one kind at the distances beyond the usual ones. */
export type FartherItems = FartherAsked['items'][number];

/** Counts the items of each kind that has any, in the doublings from `from` up to `maxDistance`, exclusive. */
export function countFarther(
  set: FartherItems['set'],
  items: readonly { readonly kind: string; readonly document: string; readonly distance: number }[],
  { kinds, from, maxDistance }: { kinds: readonly string[]; from: number; maxDistance: number },
): FartherItems[] {
  return kinds.flatMap((kind) => {
    const own = items.filter((one) => one.kind === kind);
    const buckets = [];
    for (let lower = from; lower < maxDistance; lower *= 2) {
      const inside = own.filter(({ distance }) => distance >= lower && distance < 2 * lower);
      const documents = new Set(inside.map(({ document }) => document)).size;
      buckets.push({ from: lower, to: 2 * lower, n: inside.length, documents });
    }
    return own.length === 0 ? [] : [{ set, kind, buckets }];
  });
}
