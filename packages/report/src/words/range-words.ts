import type { HalfLife, Range, RangePlace, Sufficient } from '@longrange/eval/internal';
import { format } from '../document/internal.ts';

/** `25`; `less than 2` if the range is lost at the nearest pairs; `at least 512` if it is not lost at the farthest. */
export function placeWords({ side, characters }: RangePlace): string {
  return `${{ before: 'less than ', at: '', after: 'at least ' }[side]}${format.count(characters)}`;
}

/** `22–31`; `22 to at least 512`; `from 300` or `up to 4` if the range itself is open at that end; empty if its interval adds nothing. */
export function intervalWords({ range, low, high }: Range | HalfLife): string {
  if (range === null) return '';
  if (low === null || high === null) return 'no interval';
  if (range.side === 'after') return low.side === 'after' ? '' : `from ${placeWords(low)}`;
  if (range.side === 'before') return high.side === 'before' ? '' : `up to ${placeWords(high)}`;
  const [from, to] = [placeWords(low), placeWords(high)];
  return from === to ? from : `${from}${/ /.test(from + to) ? ' to ' : '–'}${to}`;
}

/** `25 characters (95 % interval 22–31)` for a measured range; in second place, without what the first has said. */
export function spanWords(measured: Range | HalfLife, place: 'first' | 'second'): string {
  const range = measured.range!;
  const interval = intervalWords(measured);
  const notes = [
    ...(range.side === 'after' ? ['no pairs farther away'] : []),
    ...(interval === '' ? [] : [place === 'first' && low(measured) ? `95 % interval ${interval}` : interval]),
  ];
  const unit = range.characters === 1 ? 'character' : 'characters';
  const span = place === 'first' ? `${placeWords(range)} ${unit}` : placeWords(range);
  return notes.length === 0 ? span : `${span} (${notes.join('; ')})`;
}

function low(measured: Range | HalfLife): boolean {
  return measured.low !== null;
}

/** Returns the reason why a range is not measurable, as words to follow a dash or colon: `too few pairs`. */
export function reasonWords({ notMeasurable, n, near }: Range | HalfLife): string {
  if (notMeasurable === 'few') return `too few pairs (${format.countOf(near?.n ?? n, 'pair')} nearby)`;
  if (near !== null && 'nats' in near) return `too little evidence nearby: ${format.decimal(near.nats)} nats`;
  return `too few nearby are right: ${format.percent(near?.share ?? null)}`;
}

/** `25 (22–31)` or `not measurable`. */
export function shortRange(measured: Range | HalfLife | null): string {
  return measured?.range == null ? 'not measurable' : spanWords(measured, 'second');
}

/** `814 pairs of 27 documents` */
export function samplesOf({ n, documents }: Pick<Range, 'n' | 'documents'>): string {
  return `${format.countOf(n, 'pair')} of ${format.countOf(documents, 'document')}`;
}

/** `512 (128–512)`, or `over 1,024` if no context measured is enough. */
export function shortContext(context: Sufficient): string {
  const { effective, byContext } = context;
  const value = effective === null ? beyond(byContext) : format.count(effective);
  const interval = contextInterval(context);
  return effective === null && interval === value ? value : `${value} (${interval})`;
}

function beyond(byContext: Sufficient['byContext']): string {
  return `over ${format.count(Math.max(1, ...byContext.map(({ n }) => n)))}`;
}

/** Returns the contexts between which n* lies: `128–512`, or `128 to over 1,024` if the upper end is not reached in those measured. */
export function contextInterval({
  effectiveLow: low,
  effectiveHigh: high,
  byContext,
  all,
}: Omit<Sufficient, 'effective'>): string {
  if (all.low === null) return format.NO_INTERVAL;
  if (low === null) return beyond(byContext);
  if (high === null) return `${format.count(low)} to ${beyond(byContext)}`;
  return low === high ? format.count(low) : `${format.count(low)}–${format.count(high)}`;
}

/** Explains the difference between n* and a range. */
export const CONTEXT_IS_NO_RANGE =
  'The effective context n* is no range: it counts whatever in the distant text still saves bits, however few, in steps that double; a range ends where one opener no longer counts in half as many pairs as nearby.';
