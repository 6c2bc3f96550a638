import { element } from '../../charts/svg.ts';
import type { FirstSample, Report } from '../../document/types.ts';
import { scoreTable } from '../../sections/first-screen/scores.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { capitalize, formatCount } from '../../text/format.ts';
import { renderMarked } from './excerpt.ts';
import { renderFigure } from './figure.ts';
import { renderTable } from './table.ts';

/** The first screen: how far back, in one sentence, one chart and one sample. A check that fails comes before it. */
export function renderHero(report: Report): string {
  const date = report.createdAt.slice(0, 10);
  const scores = scoreTable(report.scores);
  const notices = [report.guard, report.trust];
  const calm = notices.filter(({ warning }) => !warning).map(({ text }) => text);
  return element(
    'header',
    {},
    element(
      'p',
      { class: 'kicker' },
      element('span', {}, element('b', {}, 'longrange'), ' ', escapeHtml(report.about)),
      element('time', { datetime: report.createdAt }, escapeHtml(date)),
    ),
    ...notices.map(warning),
    element('h1', {}, escapeProse(report.headline)),
    ...report.standfirst.map((text) => element('p', { class: 'standfirst' }, escapeProse(text))),
    element(
      'div',
      { class: 'answer' },
      report.range === null ? '' : renderFigure(report.range),
      report.sample === null ? '' : renderSample(report.sample),
    ),
    calm.length === 0 ? '' : element('p', { class: 'note' }, escapeProse(calm.join(' '))),
    element('details', { class: 'more' }, element('summary', {}, scores.caption), renderTable(scores)),
    renderNavigation(report),
  );
}

function warning({ title, warning, text }: Report['guard']): string {
  if (!warning) return '';
  return element(
    'p',
    { class: 'notice warning' },
    element('b', {}, `⚠ ${escapeHtml(title)}`),
    escapeProse(text),
  );
}

function renderSample({ name, excerpt, line, lines }: FirstSample): string {
  const shown = excerpt.text.split('\n').length;
  const where = `lines ${formatCount(line)} to ${formatCount(line + shown - 1)} of ${formatCount(lines)}`;
  return element(
    'figure',
    { class: 'first-sample' },
    element('figcaption', {}, element('h2', {}, escapeHtml(`What it looks like: ${name}`))),
    renderMarked(`${name}: ${excerpt.document}, ${where}`, excerpt),
    element(
      'p',
      { class: 'note' },
      `${capitalize(where)}. `,
      element('a', { href: '#sample' }, 'The whole excerpt'),
    ),
  );
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
