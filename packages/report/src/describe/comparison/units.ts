import type { ContenderValue } from '@longrange/eval/internal';
import { LEAST_FOR_INTERVAL } from '@longrange/eval/internal';
import { type Bounds, format } from '../../document/internal.ts';
import type { Unit } from './measures.ts';

interface UnitFormat {
  /** Heading of differences. */
  readonly difference: string;
  /** Label of an axis of differences. */
  readonly axis: string;
  readonly ticks: 'number' | 'points';
  readonly isLowerBetter: boolean;
  readonly value: format.Format;
  /** Formats a difference without its sign. */
  readonly amount: (value: number) => string;
}

const points = (amount: number) => (100 * amount).toFixed(amount < 0.00995 ? 2 : 1);

/** Units of measures: shares differ by points, ranges by a factor, whose logarithm is stored. */
export const units: Readonly<Record<Unit, UnitFormat>> = {
  characters: {
    difference: 'Ratio',
    axis: 'Ratio of ranges',
    ticks: 'number',
    isLowerBetter: false,
    value: (value) => format.count(Math.round(value)),
    amount: (logarithm) => {
      const ratio = Math.exp(logarithm);
      return ratio < 9.995 ? ratio.toFixed(2) : format.count(Math.round(ratio));
    },
  },
  nats: {
    difference: 'Nats',
    axis: 'Evidence in nats',
    ticks: 'number',
    isLowerBetter: false,
    value: (value) => format.decimal(value, 2),
    amount: (amount) => amount.toFixed(2),
  },
  bits: {
    difference: 'Bits',
    axis: 'Bits per character',
    ticks: 'number',
    isLowerBetter: true,
    value: (value) => format.bits(value),
    amount: format.bits,
  },
  share: {
    difference: 'Points',
    axis: 'Percentage points',
    ticks: 'points',
    isLowerBetter: false,
    value: (value, bounds) => format.percent(value, bounds),
    amount: points,
  },
  failures: {
    difference: 'Failures',
    axis: 'Failures per 100 characters',
    ticks: 'points',
    isLowerBetter: true,
    value: format.rate,
    amount: points,
  },
};

/** `−0.041`, `+12.3`; `1.62` for a ratio. */
export function formatDifference(value: number, unit: Unit): string {
  const text = units[unit].amount(unit === 'characters' ? value : Math.abs(value));
  if (unit === 'characters' || Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** `−0.062 to −0.020`. */
export function formatEnds({ low, high }: { low: number; high: number }, unit: Unit): string {
  return `${formatDifference(low, unit)} to ${formatDifference(high, unit)}`;
}

/** `at most 1.702`. */
export function formatFigure(value: ContenderValue, unit: Unit): string {
  const { estimate, isBound } = value;
  if (estimate === null) return format.NOTHING;
  const bound = isBound === true ? `${units[unit].isLowerBetter ? 'at most' : 'at least'} ` : '';
  return `${bound}${units[unit].value(estimate, value)}`;
}

/** `1.562–1.842`, `17 or more`, or why there is none. */
export function formatInterval(value: ContenderValue, unit: Unit): string {
  const interval = intervalIn(value, unit);
  return interval === format.NO_INTERVAL ? 'no interval: fewer than three documents' : interval;
}

function intervalIn(value: ContenderValue, unit: Unit): string {
  const { low, high, byRun, documents } = value;
  if (low === null && high === null && byRun.length > 1 && documents >= LEAST_FOR_INTERVAL)
    return 'no interval: too few seeds';
  if (unit === 'share') return format.percentInterval(value);
  if (unit === 'failures') return format.rateInterval(value);
  if (unit === 'characters' && low !== null && high === null)
    return `${format.count(Math.round(low))} or more`;
  return intervalOf(value, units[unit].value);
}

function intervalOf({ low, high }: Bounds, write: format.Format): string {
  if (low === null || high === null) return format.NO_INTERVAL;
  return `${write(low)}${low < 0 ? ' to ' : '–'}${write(high)}`;
}

/** `1.520, 1.540, 1.560`. */
export function formatSeeds(byRun: ContenderValue['byRun'], unit: Unit): string {
  return byRun.map((one) => (one === null ? format.NOTHING : units[unit].value(one))).join(', ');
}

/** `35–55`; of several seeds `35–55; seeds 40, 44, 48`. */
export function formatSpread(value: ContenderValue, unit: Unit): string {
  const interval = formatInterval(value, unit);
  return value.byRun.length === 1 ? interval : `${interval}; seeds ${formatSeeds(value.byRun, unit)}`;
}

/** `0.042`, `<0.001`. */
export function formatP(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}
