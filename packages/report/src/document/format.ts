import { showControls } from '@longrange/errors';
import type { Bounds, Proportion } from './types.ts';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** No-break space: a number and its unit stay on one line. */
export const NO_BREAK_SPACE = '\u00a0';

/** Content of an empty cell. */
export const NOTHING = '–';

/** `12,345`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `1.2 million`, `340 thousand`, `812`: for prose and axes. */
export function largeCount(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1).replace('.0', '')}${NO_BREAK_SPACE}million`;
  if (value >= 1e4) return `${Math.round(value / 1e3)}${NO_BREAK_SPACE}thousand`;
  return count(value);
}

/** Writes a figure with as many decimals as its interval warrants. */
export type Format = (value: number, bounds?: Bounds) => string;

/**
 * Number of decimals that an interval warrants: the last is worth at most a tenth of the interval's width.
 * An interval from 69 to 100 warrants none, one from 88.1 to 91 warrants one. Never more than `most`, and `most` without an interval.
 */
export function decimalsFor(bounds: Bounds | undefined, most: number): number {
  if (bounds === undefined || !hasInterval(bounds)) return most;
  const width = bounds.high - bounds.low;
  if (width <= 0) return most;
  // A width that should be a power of ten may be off by a rounding of the last bit.
  return Math.min(most, Math.max(0, Math.ceil(1 - Math.log10(width) - 1e-9)));
}

/** `decimals(2)` writes a figure with as many decimals as its interval warrants, at most two. */
export function decimals(most: number): Format {
  return (value, bounds) => decimal(value, decimalsFor(bounds, most));
}

/** Format of most figures without a unit. */
export const threeDecimals = decimals(3);

/**
 * Formats a share in [0, 1] as a percentage with one decimal, two within half a percent of either end, but no more than its interval
 * warrants. Never rounds up to 100 % or down to 0 %: those two are printed only if they are exact.
 */
export function percent(share: number | null, bounds?: Bounds): string {
  if (share === null) return NOTHING;
  return `${percentNumber(share, decimalsFor(timesHundred(bounds), 2))}${NO_BREAK_SPACE}%`;
}

/** Formats a share as a number out of 100, with as many decimals, at most two, as its interval warrants: `0.62`, `<0.01`; `0` if exact. */
export function rate(share: number, bounds?: Bounds): string {
  if (share === 0) return '0';
  return share < 0.00005 ? '<0.01' : (100 * share).toFixed(decimalsFor(timesHundred(bounds), 2));
}

/** `0.45–0.84`. */
export function rateInterval({ low, high }: Bounds): string {
  if (low === null || high === null) return NO_INTERVAL;
  const [from, to] = [rate(low, { low, high }), rate(high, { low, high })];
  return `${from}${/</.test(from + to) ? ' to ' : '–'}${to}`;
}

/** `90.1–92.2 %`. A wide interval may be rounded outwards, to 0 or 100. */
export function percentInterval(bounds: Bounds): string {
  if (!hasInterval(bounds)) return NO_INTERVAL;
  const digits = decimalsFor(timesHundred(bounds), 2);
  const [from, to] = [bounds.low, bounds.high].map((end) => {
    const rounded = (100 * end).toFixed(digits);
    return digits < 2 && (Number(rounded) === 0 || Number(rounded) === 100)
      ? String(Number(rounded))
      : percentNumber(end, digits);
  }) as [string, string];
  return `${from}${/[<>]/.test(from + to) ? ' to ' : '–'}${to}${NO_BREAK_SPACE}%`;
}

type Clustered = Pick<Proportion, 'n' | 'designEffect' | 'apart'>;

/** Notes a design effect above 2, `design effect 3.1`, and, from 30 cases on, one document unlike the others; null if there is neither. */
export function designEffect({ designEffect: effect, apart, n }: Clustered): string | null {
  const notes = [
    ...(effect > 2 ? [`design effect ${effect.toFixed(1)}`] : []),
    ...(apart === undefined || n < 30 ? [] : ['one document unlike the others']),
  ];
  return notes.length === 0 ? null : notes.join(', ');
}

/** Bits with three decimals: the differences that matter are of that size. */
export function bits(value: number | null): string {
  return value === null ? NOTHING : value.toFixed(3);
}

/** `0.913`, or `−0.021`: with a minus sign that is as wide as a plus. */
export function decimal(value: number, digits = 3): string {
  return value
    .toFixed(digits)
    .replace('-', '\u2212')
    .replace(/^\u2212(0\.?0*)$/, '$1');
}

/** Formats a difference of shares, at most 1, as points out of 100. */
export function points(value: number, bounds?: Bounds): string {
  return decimals(1)(100 * Math.max(-1, Math.min(1, value)), timesHundred(bounds));
}

/** `0.42`; below 0.01 and above 0.99, one digit after the zeros or nines: `0.003`, `<0.0001`, `0.997`, `>0.9999`. `0` and `1` are exact. */
export function probability(value: number): string {
  const rest = Math.min(value, 1 - value);
  if (rest <= 0) return String(Math.round(value));
  if (rest < 1e-4) return value < 0.5 ? '<0.0001' : '>0.9999';
  return value.toFixed(rest < 0.001 ? 4 : rest < 0.01 ? 3 : 2);
}

/** `+0.021`, `−0.021`, `0.000`. */
export function signed(value: number): string {
  const text = decimal(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Minimum number of documents for an interval: with two, the variance would rest on a single difference. `eval` has the same. */
const LEAST_FOR_INTERVAL = 3;

/** Ends of a share's interval; null for too few documents, and for 0 and 1, which say nothing. */
export function shareBounds({ low, high, documents }: Bounds): Bounds {
  const isNone = (documents ?? LEAST_FOR_INTERVAL) < LEAST_FOR_INTERVAL || (low === 0 && high === 1);
  return isNone ? { low: null, high: null } : { low, high };
}

function hasInterval(bounds: Bounds): bounds is { low: number; high: number } {
  const { low, high } = shareBounds(bounds);
  return low !== null && high !== null;
}

/** Bounds of shares as percentages. */
export function timesHundred(bounds: Bounds | undefined): Bounds | undefined {
  return bounds === undefined || !hasInterval(bounds)
    ? undefined
    : { low: 100 * bounds.low, high: 100 * bounds.high };
}

/** Printed instead of an interval that would rest on fewer than three documents. A note on the first screen explains it. */
export const NO_INTERVAL = '–';

/** `0.913 (0.887–0.934)`; with `to` between the ends if one is negative. */
export function estimate(
  { value, low, high }: { value: number } & Bounds,
  format: Format = threeDecimals,
): string {
  if (low === null || high === null) return `${format(value)} (${NO_INTERVAL})`;
  const bounds = { low, high };
  const dash = low < 0 || high < 0 ? ' to ' : '–';
  return `${format(value, bounds)} (${format(low, bounds)}${dash}${format(high, bounds)})`;
}

/** Two significant digits: `0.042`, `1.3e-5`. */
export function magnitude(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}

/** `1.502–1.534`. */
export function bitsInterval({ low, high }: Bounds): string {
  if (low === null || high === null) return NO_INTERVAL;
  return `${low.toFixed(3)}–${high.toFixed(3)}`;
}

/** A bucket `[from, to)` by the whole numbers in it: `1`, `64–127`. */
export function bucket({ from, to }: { from: number; to: number }): string {
  return to - from <= 1 ? count(from) : `${count(from)}–${count(to - 1)}`;
}

/** A bucket of distances: `1 character`, `64–127 characters`. */
export function distances(range: { from: number; to: number }): string {
  const label = bucket(range);
  return `${label} ${label === '1' ? 'character' : 'characters'}`;
}

/** A character as a reader can see it: `a space`, `a tab`, `“x”`. */
export function character(one: string): string {
  const names: Record<string, string> = {
    ' ': 'a space',
    '\t': 'a tab',
    '\n': 'a newline',
    '': 'no character',
  };
  return names[one] ?? `“${showControls(one)}”`;
}

/** `one`, `one and two`, `one, two and three`. */
export function list(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** `1 sample`, `2 samples`. */
export function countOf(n: number, singular: string, plural = `${singular}s`): string {
  return `${count(n)} ${n === 1 ? singular : plural}`;
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function uncapitalize(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function percentNumber(share: number, most: number): string {
  // An interval's end that should be exactly 0 or 1 may be off by a rounding of the last bit; no count of cases comes this close.
  if (share < 1e-9) return '0';
  if (share > 1 - 1e-9) return '100';
  const percent = share * 100;
  if (percent < 0.005) return '<0.01';
  if (percent >= 99.995) return '>99.99';
  const usual = Math.min(most, percent < 0.5 || percent >= 99.5 ? 2 : 1);
  const isRoundedAway = (digits: number) => [0, 100].includes(Number(percent.toFixed(digits)));
  return percent.toFixed([usual, 1, 2].find((digits) => digits >= usual && !isRoundedAway(digits)) ?? 2);
}

/** Shares of fewer cases than this are shown, but nothing is concluded from them. */
const THIN_BELOW = 30;
/** Label of a hollow point. */
export const THIN = `n${NO_BREAK_SPACE}<${NO_BREAK_SPACE}${THIN_BELOW}`;

export function isThin({ n }: { readonly n: number }): boolean {
  return n > 0 && n < THIN_BELOW;
}

/** `91.2 % (90.1–92.2 %, n 4,812)`, or `nothing to count`. */
export function share(proportion: Proportion): string {
  if (proportion.estimate === null) return 'nothing to count';
  return `${percent(proportion.estimate, proportion)} ${intervalAndSize(proportion)}`;
}

/** `(90.1–92.2 %, n 4,812)`, with a note if one document is unlike the others. */
export function intervalAndSize(proportion: Proportion): string {
  const apart =
    proportion.apart === undefined || isThin(proportion) ? '' : ', one document unlike the others';
  return `(${percentInterval(proportion)}, n${NO_BREAK_SPACE}${count(proportion.n)}${apart})`;
}
