import type { LengthControlledItem, Observation } from '@longrange/code';
import { doublingScale, rangesOf, shareHeldByRange } from '../../statistics/buckets.ts';
import { meanByRange } from '../../statistics/summaries.ts';
import type { LengthControl } from './schema.ts';

const distanceOf = ({ distance }: { readonly distance: number }): number => distance;

/**
 * The control beside the length-controlled items, all by the distance of the latter: what the distance costs, and not what
 * is odd about the further code.
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
    fillerBefore: shareHeldByRange(
      before.map((observation, index) => ({ ...observation, distance: between[index]!.distance })),
      distanceOf,
      doublingScale,
    ),
    distanceCost: meanByRange(judged, distanceOf, doublingScale),
  };
}
