import { type ScaleLinear, type ScaleLogarithmic, scaleLinear, scaleLog } from 'd3-scale';
import type { Bucket } from '../document/types.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import type { Tick } from './frame.ts';
import type { Extent, Layout } from './layout.ts';

/** Distances double from tick to tick. A distance of 0 stands half a step left of 1. */
export function distanceScale(from: number, to: number, extent: Extent): ScaleLogarithmic<number, number> {
  return scaleLog([Math.max(from, 0.5), Math.max(to, 2)], [extent.left, extent.right]).base(2);
}

export function distanceTicks(scale: ScaleLogarithmic<number, number>, { variant }: Layout): Tick[] {
  const [from, to] = scale.domain() as [number, number];
  const ticks: Tick[] = [];
  const first = Math.ceil(Math.log2(from));
  const last = Math.floor(Math.log2(to));
  const stride =
    variant === 'narrow'
      ? Math.max(1, Math.ceil((last - first + 1) / 6))
      : Math.ceil((last - first + 1) / 15);
  const isCrowded = variant === 'narrow' || last - first > 11;
  for (let power = first; power <= last; power += stride) {
    const distance = 2 ** power;
    const text = isCrowded && distance >= 1024 ? `${distance / 1024}k` : formatCount(distance);
    ticks.push({ position: scale(distance), text });
  }
  return ticks;
}

/** Shares from as low as the intervals go, in round steps, up to 1. A zoomed axis says so by its ticks. */
export function shareScale(lowest: number, extent: Extent): ScaleLinear<number, number> {
  const floor = [0.9, 0.75, 0.5, 0].find((candidate) => lowest >= candidate) ?? 0;
  return scaleLinear([floor, 1], [extent.bottom, extent.top]);
}

export function shareTicks(scale: ScaleLinear<number, number>): Tick[] {
  const [floor] = scale.domain() as [number, number];
  const steps = floor === 0 ? [0, 0.2, 0.4, 0.6, 0.8, 1] : scale.ticks(5);
  return steps.map((share) => ({
    position: scale(share),
    text: formatPercent(share).replace(/\.0+(?=\D)/, ''),
  }));
}

/** The middle of a bucket on a doubling axis. */
export function bucketMiddle({ from, to }: Pick<Bucket, 'from' | 'to'>): number {
  return Math.sqrt(Math.max(from, 0.5) * Math.max(to, 1));
}
