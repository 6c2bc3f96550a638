import { element } from '../charts/svg.ts';
import { buildReport } from '../document/build-report.ts';
import type { Result, Section } from '../document/types.ts';
import { escapeHtml, escapeProse } from '../text/escape-html.ts';
import { renderExcerpt } from './excerpt.ts';
import { renderFigure } from './figure.ts';
import { renderHero } from './hero.ts';
import { renderShell } from './shell.ts';

/** The whole page of a result. */
export function renderPage(result: Result): string {
  const report = buildReport(result);
  return renderShell({
    title: `${report.headline} – longrange, ${report.about}`,
    skipTo: 'guard',
    header: renderHero(report),
    main: report.sections.map((section) => renderSection(section, result)).join('\n'),
    footer: 'Made by longrange from result.json; every figure on this page stands in that file.',
  });
}

function renderSection(section: Section, result: Result): string {
  const headingId = `${section.id}-heading`;
  return element(
    'section',
    { id: section.id, 'aria-labelledby': headingId },
    element('h2', { id: headingId }, escapeHtml(section.title)),
    ...section.paragraphs.map((text) => element('p', {}, escapeProse(text))),
    ...section.figures.map((figure) => renderFigure(figure, result)),
    renderExcerpts(section),
    renderDefinitions(section),
    renderSources(section),
  );
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
