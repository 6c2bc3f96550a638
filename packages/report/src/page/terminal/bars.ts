import type { SurvivalPoint } from '../../document/types.ts';
import { doublings } from '../../sections/open-brackets.ts';
import { formatCount, formatPercent, formatPercentInterval, NO_BREAK_SPACE } from '../../text/format.ts';
import type { Paint } from './ansi.ts';
import { columnsOf, firstThatFits, padEnd, padStart } from './text.ts';

const MOST_BAR = 30;

/** One bar per doubling of the distance: the share that has not failed by then, its interval, and how many are at risk. */
export function renderBars(survival: readonly SurvivalPoint[], paint: Paint, width: number): string[] {
  const points = doublings(survival);
  const labels = points.map(({ distance }) => formatCount(distance));
  const notes = points.map(noteOf);
  const labelWidth = Math.max(0, ...labels.map(columnsOf));
  const noteWidth = Math.max(0, ...notes.map(columnsOf));
  const barWidth = Math.min(MOST_BAR, width - labelWidth - noteWidth - 4);
  return points.map((point, index) => {
    const label = padStart(labels[index]!, labelWidth);
    const note = padEnd(notes[index]!, noteWidth).trimEnd();
    if (barWidth < 6) return firstThatFits([`${label}  ${note}`, `${label}  ${shareOf(point)}`], width);
    const length = Math.round(point.share * barWidth);
    const bar = paint('cyan', '█'.repeat(length)) + paint('dim', '·'.repeat(barWidth - length));
    return `${label}  ${bar}  ${note}`;
  });
}

function noteOf(point: SurvivalPoint): string {
  const { low, high, atRisk } = point;
  const note = `${shareOf(point)} (${formatPercentInterval({ low, high })}, at risk ${formatCount(atRisk)})`;
  return note.replaceAll(NO_BREAK_SPACE, ' ');
}

function shareOf({ share, low, high }: SurvivalPoint): string {
  return padStart(formatPercent(share, { low, high }), 7).replaceAll(NO_BREAK_SPACE, ' ');
}
