import type { Bucket } from '../../document/types.ts';
import { formatCount, formatPercent, formatPercentInterval, NO_BREAK_SPACE } from '../../text/format.ts';
import type { Paint } from './ansi.ts';
import { columnsOf, firstThatFits, padEnd, padStart } from './text.ts';

const MOST_BAR = 30;

/** One bar per bucket with something in it: the share closed of what is still open at its lower end, its interval, its sample size. */
export function renderBars(buckets: readonly Bucket[], paint: Paint, width: number): string[] {
  const filled = buckets.filter(({ estimate }) => estimate !== null);
  const labels = filled.map(({ from }) => formatCount(from));
  const notes = filled.map(noteOf);
  const labelWidth = Math.max(0, ...labels.map(columnsOf));
  const noteWidth = Math.max(0, ...notes.map(columnsOf));
  const barWidth = Math.min(MOST_BAR, width - labelWidth - noteWidth - 4);
  return filled.map((bucket, index) => {
    const label = padStart(labels[index]!, labelWidth);
    const note = padEnd(notes[index]!, noteWidth).trimEnd();
    if (barWidth < 6) return firstThatFits([`${label}  ${note}`, `${label}  ${shareOf(bucket)}`], width);
    const length = Math.round(bucket.estimate! * barWidth);
    const bar = paint('cyan', '█'.repeat(length)) + paint('dim', '·'.repeat(barWidth - length));
    return `${label}  ${bar}  ${bucket.thin ? paint('dim', note) : note}`;
  });
}

function noteOf(bucket: Bucket): string {
  const thin = bucket.thin ? ', thin' : '';
  const note = `${shareOf(bucket)} (${formatPercentInterval(bucket)}, n ${formatCount(bucket.n)}${thin})`;
  return note.replaceAll(NO_BREAK_SPACE, ' ');
}

function shareOf({ estimate }: Bucket): string {
  return padStart(formatPercent(estimate), 7).replaceAll(NO_BREAK_SPACE, ' ');
}
