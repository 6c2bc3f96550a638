import {
  countOf,
  type Figure,
  joinWords,
  type Part,
  type Quotation,
  type Section,
} from '@longrange/document/internal';
import type { Result } from '@longrange/eval';
import { describeResult } from '@longrange/eval/page';
import { element } from '../../charts/svg.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderExcerpt } from './excerpt.ts';
import { renderFailures } from './failures.ts';
import { isCharted, renderFigure, renderFigureAlone } from './figure.ts';
import { renderHero } from './hero.ts';
import { renderPicture } from './picture.ts';
import { renderShell } from './shell.ts';
import { renderTable } from './table.ts';

/** The whole page of a result. */
export function renderPage(result: Result): string {
  const report = describeResult(result);
  return renderShell({
    title: `${report.headline} – longrange, ${report.about}`,
    skipTo: report.parts[0]!.sections[0]!.id,
    header: renderHero(report),
    main: [...report.parts.map(renderPart), backToContents].join('\n'),
    footer: 'Made by longrange from result.json; every figure on this page is in that file.',
  });
}

/** The part's title is small, over its first section. */
function renderPart({ title, sections }: Part): string {
  return sections.map((section, index) => renderSection(section, index === 0 ? title : null)).join('\n');
}

/** A section is its first sentence and its first chart; all else it says is one click away, in print open. */
function renderSection(section: Section, part: string | null): string {
  const headingId = `${section.id}-heading`;
  const [answer, ...paragraphs] = section.paragraphs;
  const lead = section.figures.find(isCharted);
  const figures = section.figures.filter((figure) => figure !== lead);
  const more = [
    lead === undefined ? '' : renderFailures(lead),
    lead === undefined ? '' : renderNumbers(lead),
    ...paragraphs.map((text) => element('p', {}, escapeProse(text))),
    ...figures.map(renderFigure),
    renderExcerpts(section),
    ...(section.quotations ?? []).map(renderQuotation),
    renderPictures(section),
    hasDefinitions(section)
      ? element('h3', { class: 'words-title' }, wordsTitle) + renderDefinitionList(section)
      : '',
    renderMetric(section),
  ].filter((markup) => markup !== '');
  return element(
    'section',
    {
      id: section.id,
      class: part === null ? null : 'part',
      'aria-labelledby': headingId,
    },
    element(
      'div',
      { class: lead === undefined ? 'lead' : 'lead charted' },
      element(
        'div',
        { class: 'words' },
        part === null ? '' : element('p', { class: 'eyebrow' }, escapeHtml(part)),
        element('h2', { id: headingId }, escapeHtml(section.title)),
        answer === undefined ? '' : element('p', {}, escapeProse(answer)),
      ),
      lead === undefined ? '' : renderFigureAlone(lead),
    ),
    more.length === 0 ? '' : renderMore(section, more),
  );
}

/** The table of the chart that is always shown. */
function renderNumbers({ id, title, table }: Figure): string {
  const heading = element('h3', { class: 'words-title' }, escapeHtml(`Numbers: ${title}`));
  return element('div', { id: `numbers-${id}` }, heading, renderTable(table));
}

/** What waits behind the click is named on it: `More: 3 charts, 2 tables, definitions`. */
function renderMore(section: Section, more: readonly string[]): string {
  const charted = section.figures.filter(isCharted).length;
  const charts = Math.max(0, charted - 1);
  const tables = section.figures.length - charted;
  const texts = (section.excerpts ?? []).length + (section.quotations ?? []).length;
  const pictures = (section.pictures ?? []).length;
  const named = [
    ...(section.figures.some(({ failures = [] }) => failures.length > 0) ? ['failures'] : []),
    ...(charted > 0 ? ['numbers'] : []),
    ...(charts > 0 ? [countOf(charts, 'chart')] : []),
    ...(tables > 0 ? [countOf(tables, 'table')] : []),
    ...(texts > 0 ? [countOf(texts, 'excerpt')] : []),
    ...(pictures > 0 ? [countOf(pictures, 'coloured text')] : []),
    ...(hasDefinitions(section) ? ['definitions'] : []),
  ];
  const label = named.length === 0 ? 'More' : `More: ${joinWords(named)}`;
  // A screen reader's list of controls has many of these: each says whose it is.
  const whose = element('span', { class: 'away' }, escapeHtml(`, ${section.title}`));
  return element('details', { class: 'more' }, element('summary', {}, escapeHtml(label), whose), ...more);
}

const backToContents = element('a', { class: 'back', href: '#contents' }, 'Contents');

/** Where its number leads: the order of the page is not that of the numbers. */
function renderMetric({ metric }: Section): string {
  return metric === undefined
    ? ''
    : element('p', { class: 'note' }, `Defined in docs/metrics.md as metric ${metric}.`);
}

function renderQuotation({ title, text }: Quotation): string {
  return element(
    'figure',
    {},
    element('figcaption', {}, element('h3', {}, escapeHtml(title))),
    // The parser drops the first newline inside <pre>: this one is its to drop.
    element(
      'pre',
      { class: 'excerpt quotation', tabindex: '0', role: 'group', 'aria-label': title },
      '\n',
      escapeHtml(text),
    ),
  );
}

/** The first in full, the others one click away. */
function renderPictures({ pictures = [] }: Section): string {
  return pictures
    .map((picture, index) => {
      const rendered = renderPicture(picture, index);
      if (index === 0) return rendered;
      return element('details', {}, element('summary', {}, escapeHtml(picture.title)), rendered);
    })
    .join('');
}

/** The first in full, the others one click away. */
function renderExcerpts({ excerpts = [] }: Section): string {
  return excerpts
    .map(({ name, excerpt }, index) => {
      const rendered = renderExcerpt(name, excerpt);
      if (index === 0) return rendered;
      return element('details', {}, element('summary', {}, escapeHtml(`The same for ${name}`)), rendered);
    })
    .join('');
}

/** Definitions, one click away. */
export function renderDefinitions(section: Section): string {
  if (!hasDefinitions(section)) return '';
  return element('details', {}, element('summary', {}, wordsTitle), renderDefinitionList(section));
}

const wordsTitle = 'What the words mean';

function hasDefinitions({ definitions }: Section): boolean {
  return Object.keys(definitions).length > 0;
}

function renderDefinitionList({ definitions }: Section): string {
  const items = Object.entries(definitions).map(
    ([term, text]) => element('dt', {}, escapeHtml(term)) + element('dd', {}, escapeProse(text)),
  );
  return element('dl', { class: 'definitions' }, ...items);
}
