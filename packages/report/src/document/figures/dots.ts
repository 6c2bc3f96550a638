import { drawnBounds, type Format, formatEstimate } from '../../text/format.ts';
import type { Dot, SeriesStyle } from '../chart.ts';
import type { Estimate, Proportion } from '../types.ts';
import { isThin, withInterval } from '../words/compare.ts';

/** A share as a dot of a row; none where there was nothing to count. */
export function shareDots(
  style: SeriesStyle,
  name: string,
  proportion: Proportion | null | undefined,
): Dot[] {
  if (proportion == null || proportion.estimate === null) return [];
  const { estimate: value, low, high } = proportion;
  return [
    { style, value, low, high, hollow: isThin(proportion), title: `${name}: ${withInterval(proportion)}` },
  ];
}

export function estimateDot(
  style: SeriesStyle,
  name: string,
  estimate: Estimate,
  format?: Format,
  unit = '',
): Dot {
  const { value } = estimate;
  const title = `${name}: ${formatEstimate(estimate, format)}${unit}`;
  return { style, value, ...drawnBounds(value, estimate), hollow: false, title };
}
