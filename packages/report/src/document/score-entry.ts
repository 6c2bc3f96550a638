import type { EffectiveContext } from '@longrange/eval';
import {
  type Bounds,
  drawnBounds,
  formatBits,
  formatBitsInterval,
  formatCount,
  formatLargeCount,
  formatPercent,
  formatPercentInterval,
  NO_BREAK_SPACE,
  NO_INTERVAL,
} from '../text/format.ts';
import { contextInterval } from './context-interval.ts';
import { type D80Reading, d80Interval, d80Value } from './d80.ts';
import type { Estimate, Proportion, ScoreEntry } from './types.ts';

type Who = Pick<ScoreEntry, 'subject' | 'name'>;

export function shareEntry(who: Who, proportion: Proportion): ScoreEntry {
  const { estimate, low, high, n } = proportion;
  return {
    ...who,
    estimate,
    low,
    high,
    value: formatPercent(estimate),
    interval: estimate === null ? null : formatPercentInterval(proportion),
    sample: sampleOf(formatCount(n)),
  };
}

export function bitsEntry(who: Who, measured: { bits: number } & Bounds, characters: number): ScoreEntry {
  const { bits } = measured;
  return {
    ...who,
    estimate: bits,
    ...drawnBounds(bits, measured),
    value: formatBits(bits),
    interval: formatBitsInterval(measured),
    sample: sampleOf(formatLargeCount(characters)),
  };
}

/** A rate per hundred. */
export function rateEntry(who: Who, { value, low, high }: Estimate, n: number): ScoreEntry {
  const text = (rate: number) => rate.toFixed(rate < 10 ? 2 : 1);
  const isMeasured = n > 0;
  const interval = low === null || high === null ? NO_INTERVAL : `${text(low)}–${text(high)}`;
  return {
    ...who,
    estimate: isMeasured ? value : null,
    ...drawnBounds(value, { low, high }),
    value: isMeasured ? text(value) : '–',
    interval: isMeasured ? interval : null,
    sample: sampleOf(formatCount(n)),
  };
}

/** Its whisker runs from where the intervals show the range to where they show its end. */
export function d80Entry(who: Who, reading: D80Reading, n: number): ScoreEntry {
  const { characters, low, high, measured } = reading;
  const at = characters ?? 1;
  return {
    ...who,
    estimate: n === 0 ? null : at,
    low: Math.min(low ?? 1, at),
    high: Math.max(high ?? measured, at),
    value: n === 0 ? '–' : d80Value(reading),
    interval: n === 0 ? null : d80Interval(reading),
    sample: sampleOf(formatCount(n)),
  };
}

/** Its whisker runs to the longest context where the end is not reached in those measured. */
export function contextEntry(who: Who, context: EffectiveContext): ScoreEntry {
  const { effective, effectiveLow, effectiveHigh, byContext, targets } = context;
  const most = Math.max(1, ...byContext.map(({ n }) => n));
  const at = effective ?? most;
  const isMeasured = byContext.length > 0;
  return {
    ...who,
    estimate: isMeasured ? at : null,
    low: effectiveLow ?? at,
    high: effectiveHigh ?? most,
    value: isMeasured ? (effective === null ? `over ${formatCount(most)}` : formatCount(effective)) : '–',
    interval: isMeasured ? contextInterval(context) : null,
    sample: sampleOf(formatLargeCount(targets)),
  };
}

function sampleOf(size: string): string {
  return `n${NO_BREAK_SPACE}${size}`;
}
