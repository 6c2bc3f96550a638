import { buildReport } from './document/build-report.ts';
import { primarySubject } from './document/subjects.ts';
import type { Report, Result } from './document/types.ts';
import { type Paint, painter } from './terminal/ansi.ts';
import { renderBars } from './terminal/bars.ts';
import { renderScores } from './terminal/scores.ts';
import { shorten, wrap } from './terminal/text.ts';
import { printable } from './text/printable.ts';

/**
 * The summary for a terminal: the guard first, then how far back, the figures with real code beside them, and
 * whether the ruler can be trusted. No line is wider than `width` columns (at least 20); without `color` there are
 * no escape sequences. Ends with a newline.
 */
export function renderTerminal(measured: Result, options: { color: boolean; width: number }): string {
  const result = printable(measured);
  const paint = painter(options.color);
  const width = Math.max(20, Math.floor(options.width));
  const report = buildReport(result);
  const primary = primarySubject(result);
  const bars = renderBars(primary.subject.delimiters.byDistance, paint, width);
  const lines = [
    ...wrap(`longrange · ${report.about} · ${report.createdAt.slice(0, 10)}`, width).map((line) =>
      paint('dim', line),
    ),
    '',
    ...notice('Is it still code? ', report.guard, paint, width),
    '',
    ...wrap(report.headline, width).map((line) => paint('bold', line)),
    ...report.standfirst.flatMap((text) => wrap(text, width)),
    '',
    ...renderScores(report.scores, paint, width),
    '',
    ...(bars.length === 0
      ? []
      : [
          paint('dim', shorten(`Brackets held by distance in characters, ${primary.name}`, width)),
          ...bars,
          '',
        ]),
    ...notice('Can the ruler be trusted? ', report.trust, paint, width),
  ];
  return `${lines.join('\n')}\n`;
}

/** The title is coloured after wrapping, so that colours cost no columns. */
function notice(title: string, { warning, text }: Report['guard'], paint: Paint, width: number): string[] {
  const [first = '', ...rest] = wrap(`${title}${text}`, width);
  const head = first.slice(0, title.length);
  return [paint(warning ? 'yellow' : 'green', head) + first.slice(title.length), ...rest];
}
