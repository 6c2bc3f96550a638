import { isOfLanguage } from '../../document/names/language.ts';
import { primarySubject } from '../../document/names/subjects.ts';
import type { Report, Result, SurvivalPoint } from '../../document/types.ts';
import { doublings } from '../../sections/open-brackets.ts';
import { formatCount, formatPercent, formatPercentInterval, NO_BREAK_SPACE } from '../../text/format.ts';
import { printable } from '../../text/printable.ts';
import { buildReport } from '../build-report.ts';
import { type Paint, painter } from './ansi.ts';
import { checkOptions } from './check-options.ts';
import { renderScores } from './scores.ts';
import { columnsOf, firstThatFits, padEnd, padStart, shorten, wrap } from './text.ts';

/**
 * The summary for a terminal: how far back, the figures with real code beside them, and the checks; one that fails comes first. No line is
 * wider than `width` columns (at least 20); without `color` there are no escape sequences. Ends with a newline.
 */
export function renderTerminal(measured: Result, options: { color: boolean; width: number }): string {
  checkOptions(options);
  const result = printable(measured);
  const paint = painter(options.color);
  const width = Math.max(20, Math.floor(options.width));
  const report = buildReport(result);
  const primary = primarySubject(result);
  const bars = isOfLanguage(result) ? renderBars(primary.subject.delimiters.netSurvival, paint, width) : [];
  const notices = [report.guard, report.trust];
  const calm = notices.filter(({ warning }) => !warning).map(({ text }) => text);
  const lines = [
    ...wrap(`longrange · ${report.about} · ${report.createdAt.slice(0, 10)}`, width).map((line) =>
      paint('dim', line),
    ),
    '',
    ...notices.flatMap((notice) => (notice.warning ? [...renderWarning(notice, paint, width), ''] : [])),
    ...renderAnswer(report, paint, width),
    ...wrap(report.range?.caption ?? '', width),
    '',
    ...renderScores(report.scores, paint, width),
    '',
    ...(bars.length === 0
      ? []
      : [
          paint(
            'dim',
            shorten(
              `Open brackets that have not failed after this many characters (net survival): ${primary.name}`,
              width,
            ),
          ),
          ...bars,
          '',
        ]),
    ...wrap(calm.join(' '), width),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Of that summary the answer alone: how far back, what that means, and how far others remember. Ends with a newline. */
export function renderHeadline(measured: Result, options: { color: boolean; width: number }): string {
  checkOptions(options);
  const report = buildReport(printable(measured));
  return `${renderAnswer(report, painter(options.color), Math.max(20, Math.floor(options.width))).join('\n')}\n`;
}

function renderAnswer({ headline, standfirst }: Report, paint: Paint, width: number): string[] {
  return [
    ...wrap(headline, width).map((line) => paint('bold', line)),
    ...standfirst.flatMap((text) => wrap(text, width)),
  ];
}

/** The title is coloured after wrapping, so that colours cost no columns. */
function renderWarning({ title, text }: Report['guard'], paint: Paint, width: number): string[] {
  const [first = '', ...rest] = wrap(`${title} ${text}`, width);
  const head = first.slice(0, title.length);
  return [paint('yellow', head) + first.slice(title.length), ...rest];
}

const MOST_BAR = 30;

/** One bar per doubling of the distance: the share that has not failed by then, its interval, and how many are at risk. */
function renderBars(survival: readonly SurvivalPoint[], paint: Paint, width: number): string[] {
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
