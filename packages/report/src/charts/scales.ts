import { type ScaleLinear, type ScaleLogarithmic, scaleLinear, scaleLog } from 'd3-scale';
import { format } from '../document/internal.ts';
import type { Tick } from './frame.ts';
import type { Extent, Layout } from './layout.ts';

/** Distances double from tick to tick. A distance of 0 is half a step left of 1. */
export function distanceScale(from: number, to: number, extent: Extent): ScaleLogarithmic<number, number> {
  return scaleLog([Math.max(from, 0.5), Math.max(to, 2)], [extent.left, extent.right]).base(2);
}

export function distanceTicks(scale: ScaleLogarithmic<number, number>, { variant }: Layout): Tick[] {
  const [from, to] = scale.domain() as [number, number];
  const ticks: Tick[] = [];
  // Distances of 0 or less than 1 are left of 1, where the axis has no tick.
  const first = Math.max(0, Math.ceil(Math.log2(from)));
  const last = Math.floor(Math.log2(to));
  const stride =
    variant !== 'wide'
      ? Math.max(1, Math.ceil((last - first + 1) / (variant === 'panel' ? 4 : 6)))
      : Math.ceil((last - first + 1) / 15);
  const isCrowded = variant !== 'wide' || last - first > 11;
  for (let power = first; power <= last; power += stride) {
    const distance = 2 ** power;
    const text = isCrowded && distance >= 1024 ? `${distance / 1024}k` : format.count(distance);
    ticks.push({ position: scale(distance), text });
  }
  return ticks;
}

/** Scale of shares, from the lowest end of an interval, in round steps, up to 1. The ticks show that an axis is zoomed. */
export function shareScale(lowest: number, extent: Extent): ScaleLinear<number, number> {
  const floor = [0.9, 0.75, 0.5, 0].find((candidate) => lowest >= candidate) ?? 0;
  return scaleLinear([floor, 1], [extent.bottom, extent.top]);
}

export function shareTicks(scale: ScaleLinear<number, number>): Tick[] {
  const [floor] = scale.domain() as [number, number];
  const steps = floor === 0 ? [0, 0.2, 0.4, 0.6, 0.8, 1] : scale.ticks(5);
  return steps.map((share) => ({
    position: scale(share),
    text: format.percent(share).replace(/\.0+(?=\D)/, ''),
  }));
}

/** Scale of figures that starts at zero, or at the lowest figure if that is negative. */
export function valueScale(lowest: number, highest: number, extent: Extent): ScaleLinear<number, number> {
  const [floor, top] = [Math.min(0, lowest), Math.max(0, highest)];
  const above = scaleLinear([0, top === floor ? 1 : top], [extent.bottom, extent.top]).nice(5);
  // Only the top is rounded: an interval's end just below zero must not open a whole step there.
  return above.domain([floor, above.domain()[1]!]);
}

/** Scale of figures over several powers of ten, with a tick at each. */
export function magnitudeScale(
  lowest: number,
  highest: number,
  extent: Extent,
): ScaleLogarithmic<number, number> {
  const floor = 10 ** Math.floor(Math.log10(lowest));
  const top = 10 ** Math.ceil(Math.log10(highest));
  return scaleLog([floor, top === floor ? floor * 10 : top], [extent.bottom, extent.top]);
}

export function magnitudeTicks(scale: ScaleLogarithmic<number, number>): Tick[] {
  const [floor, top] = scale.domain().map((end) => Math.round(Math.log10(end))) as [number, number];
  const stride = Math.ceil((top - floor) / 6);
  const ticks: Tick[] = [];
  for (let power = floor; power <= top; power += stride) {
    ticks.push({
      position: scale(10 ** power),
      text: Math.abs(power) <= 2 ? String(Number((10 ** power).toPrecision(1))) : `1e${power}`,
    });
  }
  return ticks;
}

/** `2M`, `500k`. */
export function shortCount(count: number): string {
  if (count >= 1e6) return `${count / 1e6}M`;
  return count >= 1e3 ? `${count / 1e3}k` : String(count);
}

export function percentTick(share: number): string {
  return `${Math.round(share * 100)} %`;
}
