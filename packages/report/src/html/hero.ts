import { scoreStrip } from '../charts/score-strip.ts';
import { legendKey } from '../charts/series.ts';
import { element } from '../charts/svg.ts';
import type { Report, Score, ScoreEntry } from '../document/types.ts';
import { escapeHtml, escapeProse } from '../text/escape-html.ts';

/** The first screen: the guard, how far back, whether to trust it, and the figures with real code beside them. */
export function renderHero(report: Report): string {
  const date = report.createdAt.slice(0, 10);
  const shown = report.scores.filter(({ minor }) => minor !== true);
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
    element('div', { class: shown.length > 4 ? 'scores many' : 'scores' }, ...shown.map(renderScore)),
    element('p', { class: 'scores-note' }, escapeProse(scoresNote(shown))),
    renderNavigation(report),
  );
}

function scoresNote(scores: readonly Score[]): string {
  const shares =
    'Ranges are 95 % intervals. Brackets, indentation checks and definitions are those of whole texts';
  const has = (wanted: Score['unit']) => scores.some(({ unit }) => unit === wanted);
  const parts = [
    shares,
    ...(has('bits') ? ['bits per character are those of held-out code'] : []),
    ...(has('characters') ? ['D80 and n* are asked of it too, without sampling'] : []),
  ];
  return `${parts.join('; ')}.`;
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
      ...others.map((entry) => renderOther(entry)),
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
        escapeHtml(entry.value),
      ),
      scoreStrip(score),
      element('span', { class: 'range' }, rangeOf(entry)),
    ),
  );
}

function renderOther(entry: ScoreEntry): string {
  return element(
    'div',
    {},
    element('dt', {}, legendKey(entry.subject), escapeHtml(entry.name)),
    element('dd', {}, escapeHtml(entry.value)),
    element('dd', { class: 'range' }, rangeOf(entry)),
  );
}

function rangeOf({ estimate, interval, sample }: ScoreEntry): string {
  if (estimate === null) return escapeHtml(`nothing to measure, ${sample}`);
  return escapeHtml(interval === null ? sample : `${interval}, ${sample}`);
}

/** The table of contents, in the parts of the page. */
function renderNavigation({ parts }: Report): string {
  const items = parts.map(({ title, sections }) =>
    element(
      'div',
      {},
      element('b', {}, escapeHtml(title)),
      element(
        'ul',
        {},
        ...sections.map((section) =>
          element('li', {}, element('a', { href: `#${section.id}` }, escapeHtml(section.title))),
        ),
      ),
    ),
  );
  return element('nav', { id: 'contents', 'aria-label': 'Sections' }, ...items);
}
