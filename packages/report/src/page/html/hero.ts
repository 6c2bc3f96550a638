import {
  capitalize,
  type Figure,
  type FirstSample,
  formatCount,
  type Numeral,
  type Report,
  scoreTable,
} from '@longrange/document/internal';
import { element } from '../../charts/svg.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderMarked } from './excerpt.ts';
import { isCharted, renderChart, renderMarkKeys } from './figure.ts';
import { renderTable } from './table.ts';

/** The first screen: how far back, in two numerals, one chart and one sample. A check that fails comes below them. */
export function renderHero(report: Report): string {
  const date = report.createdAt.slice(0, 10);
  const { question, numerals } = report.numerals;
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
    element('h1', {}, escapeProse(numerals.length === 0 ? report.headline : question)),
    element(
      'div',
      { class: 'answer' },
      element(
        'div',
        {},
        element('div', { class: 'numerals' }, ...numerals.map(renderNumeral)),
        report.range === null ? '' : renderRange(report.range),
        ...notices.map(warning),
        report.range === null ? '' : renderFolded(report.range, report.standfirst),
        renderScores(report),
      ),
      report.sample === null ? '' : renderSample(report.sample),
    ),
    calm.length === 0 ? '' : element('p', { class: 'note' }, escapeProse(calm.join(' '))),
    renderNavigation(report),
  );
}

/** A figure in large type, its interval below, and the same of others. */
function renderNumeral({ title, value, note, beside }: Numeral): string {
  return element(
    'section',
    {},
    element('h2', {}, escapeHtml(title)),
    value === null
      ? element('p', { class: 'numeral none' }, 'Not measurable')
      : element(
          'p',
          { class: 'numeral' },
          value.bound === null ? '' : `${element('span', {}, value.bound)} `,
          element('b', {}, escapeHtml(value.number)),
          ' ',
          element('span', {}, escapeHtml(value.unit)),
        ),
    element('p', { class: 'numeral-note' }, escapeProse(note)),
    element(
      'dl',
      {},
      ...beside.map(({ style, name, words }) =>
        element(
          'div',
          {},
          element('dt', { class: `series-${style}` }, escapeHtml(name)),
          element('dd', {}, escapeProse(words)),
        ),
      ),
    ),
  );
}

/** The chart with what its marks are. */
function renderRange(figure: Figure): string {
  if (!isCharted(figure)) return '';
  return element(
    'figure',
    { id: `figure-${figure.id}` },
    element('figcaption', {}, element('h3', {}, escapeHtml(figure.title))),
    renderChart(figure),
    renderMarkKeys(figure.chart),
  );
}

/** How to read the chart, and its numbers: one click away. */
function renderFolded({ caption, chartNote = '', table }: Figure, standfirst: readonly string[]): string {
  const words = [...standfirst, caption, chartNote].map((text) => element('p', {}, escapeProse(text)));
  return (
    element('details', {}, element('summary', {}, 'How to read this'), ...words) +
    element('details', {}, element('summary', {}, 'Numbers'), renderTable(table))
  );
}

/** All headline figures: one click away where there is a chart. */
function renderScores({ scores, range }: Report): string {
  const table = scoreTable(scores);
  const content = [element('summary', {}, escapeHtml(table.caption)), renderTable(table)];
  return element('details', { open: range === null ? '' : null }, ...content);
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

/** The table of contents, in the parts of the page. The script folds it on a narrow screen. */
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
  return element(
    'nav',
    { id: 'contents', 'aria-label': 'Sections' },
    element('details', { open: '' }, element('summary', {}, 'Contents'), ...items),
  );
}
