import {
  type Bounds,
  decimals,
  type Estimate,
  formatBits,
  formatBitsInterval,
  formatCount,
  formatLargeCount,
  formatPercent,
  formatPercentInterval,
  NO_BREAK_SPACE,
  NO_INTERVAL,
  NOTHING,
  type Proportion,
  type ScoreEntry,
} from '@longrange/document/internal';
import type { EffectiveContext } from '../../probes/schema.ts';
import type { Range } from '../../statistics/range-schema.ts';
import { contextInterval } from '../../words/context-interval.ts';
import { intervalWords, placeWords } from '../../words/range-words.ts';

type Who = Pick<ScoreEntry, 'subject' | 'name'>;

export function shareEntry(who: Who, proportion: Proportion): ScoreEntry {
  const { estimate, n } = proportion;
  return {
    ...who,
    isMeasured: estimate !== null,
    value: formatPercent(estimate, proportion),
    interval: estimate === null ? null : formatPercentInterval(proportion),
    sample: sampleOf(formatCount(n)),
  };
}

export function bitsEntry(who: Who, measured: { bits: number } & Bounds, characters: number): ScoreEntry {
  const { bits } = measured;
  return {
    ...who,
    isMeasured: true,
    value: formatBits(bits),
    interval: formatBitsInterval(measured),
    sample: sampleOf(formatLargeCount(characters)),
  };
}

/** Bits by one way to cut the text into tokens, that of the tokeniser. */
export function upperBoundEntry(...[who, bound, characters]: Parameters<typeof bitsEntry>): ScoreEntry {
  return { ...bitsEntry({ ...who, name: `${who.name}, upper bound` }, bound, characters), isBound: true };
}

/** A rate per hundred. */
export function rateEntry(who: Who, { value, low, high }: Estimate, n: number): ScoreEntry {
  const text = (rate: number) => decimals(2)(rate, { low, high });
  const isMeasured = n > 0;
  const interval = low === null || high === null ? NO_INTERVAL : `${text(low)}–${text(high)}`;
  return {
    ...who,
    isMeasured,
    value: isMeasured ? text(value) : NOTHING,
    interval: isMeasured ? interval : null,
    sample: sampleOf(formatCount(n)),
  };
}

/** A range: `25`, `at least 512`, `less than 2`, `not measurable`. */
export function rangeEntry(who: Who, measured: Range): ScoreEntry {
  const { range, n } = measured;
  const interval = intervalWords(measured);
  return {
    ...who,
    isMeasured: range !== null,
    value: range === null ? 'not measurable' : placeWords(range),
    interval: interval === '' ? null : interval,
    sample: sampleOf(formatCount(n)),
  };
}

export function contextEntry(who: Who, context: EffectiveContext): ScoreEntry {
  const { effective, byContext, targets } = context;
  const most = Math.max(1, ...byContext.map(({ n }) => n));
  const isMeasured = byContext.length > 0;
  return {
    ...who,
    isMeasured,
    value: isMeasured ? (effective === null ? `over ${formatCount(most)}` : formatCount(effective)) : NOTHING,
    interval: isMeasured ? contextInterval(context) : null,
    sample: sampleOf(formatLargeCount(targets)),
  };
}

function sampleOf(size: string): string {
  return `n${NO_BREAK_SPACE}${size}`;
}
