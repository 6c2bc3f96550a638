import { element } from '../charts/svg.ts';
import { buildReport } from '../document/build-report.ts';
import { pictureTitle } from '../document/picture.ts';
import type { Part, Quotation, Result, Section } from '../document/types.ts';
import { escapeHtml, escapeProse } from '../text/escape-html.ts';
import { capitalize } from '../text/format.ts';
import { renderExcerpt } from './excerpt.ts';
import { renderFigure } from './figure.ts';
import { renderHero } from './hero.ts';
import { renderPicture } from './picture.ts';
import { renderShell } from './shell.ts';

/** The whole page of a result. */
export function renderPage(result: Result): string {
  const report = buildReport(result);
  return renderShell({
    title: `${report.headline} – longrange, ${report.about}`,
    skipTo: 'guard',
    header: renderHero(report),
    main: report.parts.map((part) => renderPart(part, result)).join('\n'),
    footer: 'Made by longrange from result.json; every figure on this page stands in that file.',
  });
}

/** The part's title stands small over its first section, each metric's number over its own. */
function renderPart({ title, sections }: Part, result: Result): string {
  return sections
    .map((section, index) => renderSection(section, result, index === 0 ? title : null))
    .join('\n');
}

function renderSection(section: Section, result: Result, part: string | null): string {
  const headingId = `${section.id}-heading`;
  return element(
    'section',
    { id: section.id, class: part === null ? null : 'part', 'aria-labelledby': headingId },
    renderEyebrow(section, part),
    element('h2', { id: headingId }, escapeHtml(section.title)),
    ...section.paragraphs.map((text) => element('p', {}, escapeProse(text))),
    ...section.figures.map((figure) => renderFigure(figure, result)),
    renderExcerpts(section),
    ...(section.quotations ?? []).map(renderQuotation),
    renderPictures(section),
    renderDefinitions(section),
    renderSources(section),
  );
}

const contentsLink = element('a', { href: '#contents' }, 'Contents');

function renderEyebrow({ metric }: Section, part: string | null): string {
  const words = [part, metric === undefined ? null : `metric ${metric}`].filter((word) => word !== null);
  const label = escapeHtml(capitalize(words.join(' · ')));
  return element('p', { class: 'eyebrow' }, label === '' ? '' : `${label} `, contentsLink);
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
      return element('details', {}, element('summary', {}, escapeHtml(pictureTitle(picture))), rendered);
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

/** Definitions one click away. */
export function renderDefinitions({ definitions }: Pick<Section, 'definitions'>): string {
  if (definitions.length === 0) return '';
  const items = definitions.map(
    ({ term, text }) => element('dt', {}, escapeHtml(term)) + element('dd', {}, escapeProse(text)),
  );
  return element(
    'details',
    { class: 'more' },
    element('summary', {}, 'What the words mean'),
    element('dl', { class: 'definitions' }, ...items),
  );
}

function renderSources({ sources = [] }: Section): string {
  if (sources.length === 0) return '';
  const items = sources.map(({ text, url }) =>
    element('li', {}, element('a', { href: url }, escapeHtml(text))),
  );
  return element('ul', { class: 'plain sources' }, ...items);
}
