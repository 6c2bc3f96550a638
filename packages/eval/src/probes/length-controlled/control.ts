import type {
  LengthControlledItem,
  MinimalPair,
  MirrorImages,
  Observation,
  PairMember,
} from '@longrange/code';
import { z } from 'zod';
import { doublingScale, rangesOf, shareHeldByRange } from '../../statistics/buckets.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { bucketSchema, bucketsOf, countBucketSchema, meanBucketSchema } from '../../statistics/shapes.ts';
import { meanByRange } from '../../statistics/summaries.ts';

/** Additional figures of length-controlled items, all by the distance that the filler puts between the ends. */
export const lengthControlSchema = z.object({
  /** Number of different places in each bucket; each is used twice, in mirror images. */
  openers: bucketsOf(countBucketSchema),
  /** Share held if the same filler comes before the first end, so that the distance is short. */
  fillerBefore: bucketsOf(bucketSchema),
  /** Cost of the distance: share held with the filler before the ends minus share held with it between, item by item. */
  distanceCost: bucketsOf(meanBucketSchema),
});

export type LengthControl = z.infer<typeof lengthControlSchema>;

/** Pairs up the items, whose mirror images are adjacent. */
export function imagesOf(items: readonly LengthControlledItem[]): MirrorImages[] {
  return items.flatMap((item, index) => (index % 2 === 0 ? [[item, items[index + 1]!] as const] : []));
}

/** Returns two mirror images, with their filler in this place, as a minimal pair. */
export function pairOfImages(images: MirrorImages, place: keyof LengthControlledItem): MinimalPair {
  const member = (image: LengthControlledItem): PairMember => {
    const { text, start, at, alternatives } = image[place];
    return { text, start, at, closer: alternatives[0] };
  };
  const [one, other] = images;
  const { kind, document } = one.between;
  const distance = Math.max(one[place].distance, other[place].distance);
  return { kind, document, distance, members: [member(one), member(other)] };
}

/** Shares held with the filler between the two ends and before them, both by the distance of the former. */
export function partsOfPlacement<Id extends string>(
  measure: Id,
  between: readonly Observation[],
  before: readonly Observation[],
) {
  return Object.entries({ between, before: atDistancesOf(between, before) }).flatMap(
    ([condition, observations]) =>
      observations.length === 0
        ? []
        : partsOfObservations({ measure, observations, byDistance: true }).map((figure) => ({
            ...figure,
            condition,
          })),
  );
}

/** Returns observations as if they were at the distances of others. */
function atDistancesOf(others: readonly Observation[], observations: readonly Observation[]): Observation[] {
  return observations.map((one, index) => ({ ...one, distance: others[index]!.distance }));
}

const distanceOf = ({ distance }: { readonly distance: number }): number => distance;

/**
 * Summarizes the length-controlled items beside their control, all by the distance of the former: this separates the cost
 * of the distance from the oddness of the filler.
 * @param between observations of the items, in their order
 * @param before the same of their controls
 */
export function summarizeControl(
  items: readonly LengthControlledItem[],
  between: readonly Observation[],
  before: readonly Observation[],
): LengthControl {
  const held = ({ outcome }: Observation): number => Number(outcome === 'held');
  const judged = between.map(({ document, distance }, index) => ({
    document,
    distance,
    opener: `${document} ${items[index]!.between.opener}`,
    value: held(before[index]!) - held(between[index]!),
  }));
  return {
    openers: rangesOf(judged, distanceOf, doublingScale).map(({ from, to, members }) => ({
      from,
      to,
      n: new Set(members.map(({ opener }) => opener)).size,
    })),
    fillerBefore: shareHeldByRange(atDistancesOf(between, before), distanceOf, doublingScale),
    distanceCost: meanByRange(judged, distanceOf, doublingScale),
  };
}
