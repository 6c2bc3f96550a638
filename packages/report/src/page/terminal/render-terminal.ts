import type { Bars, Report } from '@longrange/document/internal';
import type { Result } from '@longrange/eval';
import { describeResult } from '@longrange/eval/page';
import { renderScores } from './scores.ts';
import * as terminal from './text.ts';

/**
 * Renders a summary for a terminal: how far back, the figures beside real code's, and the checks; a failed one comes first. No line is
 * wider than `width` columns (at least 20); without `color` there are no escape sequences. Ends with a newline.
 */
export function renderTerminal(measured: Result, options: terminal.TerminalOptions): string {
  const { paint, width } = terminal.optionsOf(options);
  const report = terminal.printable(describeResult(measured));
  const notices = [report.guard, report.trust];
  const calm = notices.filter(({ warning }) => !warning).map(({ text }) => text);
  const lines = [
    ...terminal
      .wrap(`longrange · ${report.about} · ${report.createdAt.slice(0, 10)}`, width)
      .map((line) => paint('dim', line)),
    '',
    ...notices.flatMap((notice) => (notice.warning ? [...renderWarning(notice, paint, width), ''] : [])),
    ...renderAnswer(report, paint, width),
    ...terminal.wrap(report.range?.caption ?? '', width),
    '',
    ...renderScores(report.scores, paint, width),
    '',
    ...(report.bars === null ? [] : renderBars(report.bars, paint, width)),
    ...terminal.wrap(calm.join(' '), width),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Renders only the answer: how far back, what that means, and how far others remember. Ends with a newline. */
export function renderHeadline(measured: Result, options: terminal.TerminalOptions): string {
  const { paint, width } = terminal.optionsOf(options);
  return `${renderAnswer(terminal.printable(describeResult(measured)), paint, width).join('\n')}\n`;
}

function renderAnswer({ headline, standfirst }: Report, paint: terminal.Paint, width: number): string[] {
  return [
    ...terminal.wrap(`${headline}.`, width).map((line) => paint('bold', line)),
    ...standfirst.flatMap((text) => terminal.wrap(text, width)),
  ];
}

/** Colors the title after wrapping, so that colors take up no columns. */
function renderWarning({ title, text }: Report['guard'], paint: terminal.Paint, width: number): string[] {
  const [first = '', ...rest] = terminal.wrap(`${title} ${text}`, width);
  const head = first.slice(0, title.length);
  return [paint('yellow', head) + first.slice(title.length), ...rest];
}

const MOST_BAR = 30;

function renderBars({ title, bars }: Bars, paint: terminal.Paint, width: number): string[] {
  const rows = bars.map(({ label, share, value, note }) => {
    const words = terminal.plain(terminal.padStart(value, 7));
    return { label, share, value: words, note: `${words} (${terminal.plain(note)})` };
  });
  const labelWidth = Math.max(...rows.map(({ label }) => terminal.columnsOf(label)));
  const noteWidth = Math.max(...rows.map(({ note }) => terminal.columnsOf(note)));
  const barWidth = Math.min(MOST_BAR, width - labelWidth - noteWidth - 4);
  const lines = rows.map(({ share, value, note, ...row }) => {
    const label = terminal.padStart(row.label, labelWidth);
    const padded = terminal.padEnd(note, noteWidth).trimEnd();
    if (barWidth < 6) return terminal.firstThatFits([`${label}  ${padded}`, `${label}  ${value}`], width);
    const length = Math.round(share * barWidth);
    const bar = paint('cyan', '█'.repeat(length)) + paint('dim', '·'.repeat(barWidth - length));
    return `${label}  ${bar}  ${padded}`;
  });
  return [...terminal.wrap(title, width).map((line) => paint('dim', line)), ...lines, ''];
}
