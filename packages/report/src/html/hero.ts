import { scoreStrip } from '../charts/score-strip.ts';
import { legendKey } from '../charts/series.ts';
import { element } from '../charts/svg.ts';
import type { Report, Score, ScoreEntry } from '../document/types.ts';
import { escapeHtml, escapeProse } from '../text/escape-html.ts';
import { formatBits, formatBitsInterval, formatPercent, formatPercentInterval } from '../text/format.ts';

/** The first screen: the guard, how far back, whether to trust it, and the figures with real code beside them. */
export function renderHero(report: Report): string {
  const date = report.createdAt.slice(0, 10);
  return element(
    'header',
    {},
    element(
      'p',
      { class: 'kicker' },
      element('span', {}, element('b', {}, 'longrange'), ' ', escapeHtml(report.about)),
      element('time', { datetime: report.createdAt }, escapeHtml(date)),
    ),
    notice('Is it still code?', report.guard),
    element(
      'div',
      { class: 'answer' },
      element(
        'div',
        {},
        element('h1', {}, escapeHtml(report.headline)),
        ...report.standfirst.map((text) => element('p', {}, escapeProse(text))),
      ),
      notice('Can the ruler be trusted?', report.trust),
    ),
    element('div', { class: 'scores' }, ...report.scores.map(renderScore)),
    element('p', { class: 'scores-note' }, escapeProse(scoresNote(report.scores))),
    renderNavigation(report),
  );
}

function scoresNote(scores: readonly Score[]): string {
  const shares =
    'Ranges are 95 % intervals. Brackets, indentation checks and definitions are those of whole texts';
  const hasBits = scores.some(({ unit }) => unit === 'bits');
  return hasBits ? `${shares}; bits per character are those of held-out code.` : `${shares}.`;
}

function notice(title: string, { warning, text }: Report['guard']): string {
  return element(
    'p',
    { class: warning ? 'notice warning' : 'notice' },
    element('b', {}, warning ? `⚠ ${escapeHtml(title)}` : escapeHtml(title)),
    escapeProse(text),
  );
}

function renderScore(score: Score): string {
  const [first, ...others] = score.entries;
  return element(
    'section',
    { class: 'score' },
    element('h2', {}, escapeHtml(score.title)),
    element(
      'dl',
      {},
      first === undefined ? '' : renderFirst(first, score),
      ...others.map((entry) => renderOther(entry, score.unit)),
    ),
  );
}

function renderFirst(entry: ScoreEntry, score: Score): string {
  return element(
    'div',
    { class: 'first' },
    element('dt', {}, legendKey(entry.subject), escapeHtml(entry.name)),
    element(
      'dd',
      {},
      element(
        'span',
        { class: entry.estimate === null ? 'big' : `big series-${entry.subject}` },
        estimateOf(entry, score.unit),
      ),
      scoreStrip(score),
      element('span', { class: 'range' }, rangeOf(entry, score.unit)),
    ),
  );
}

function renderOther(entry: ScoreEntry, unit: Score['unit']): string {
  return element(
    'div',
    {},
    element('dt', {}, legendKey(entry.subject), escapeHtml(entry.name)),
    element('dd', {}, estimateOf(entry, unit)),
    element('dd', { class: 'range' }, rangeOf(entry, unit)),
  );
}

function estimateOf({ estimate }: ScoreEntry, unit: Score['unit']): string {
  return escapeHtml(unit === 'bits' ? formatBits(estimate) : formatPercent(estimate));
}

function rangeOf({ estimate, low, high, sample }: ScoreEntry, unit: Score['unit']): string {
  if (estimate === null) return escapeHtml(`nothing to measure, ${sample}`);
  const interval = unit === 'bits' ? formatBitsInterval({ low, high }) : formatPercentInterval({ low, high });
  return escapeHtml(`${interval}, ${sample}`);
}

function renderNavigation({ sections }: Report): string {
  const items = sections.map(({ id, title }) =>
    element('li', {}, element('a', { href: `#${id}` }, escapeHtml(title))),
  );
  return element('nav', { 'aria-label': 'Sections' }, element('ul', {}, ...items));
}
