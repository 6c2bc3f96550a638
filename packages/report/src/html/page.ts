import { createHash } from 'node:crypto';
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
import { script } from './script.ts';
import { style } from './style.ts';

/** The whole page. Its policy lets nothing load and nothing run but the one style and the one script inside it. */
export function renderPage(result: Result): string {
  const report = buildReport(result);
  const policy = `default-src 'none'; img-src data:; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${report.headline} – longrange, ${report.about}`)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#guard">Skip to the sections</a>
${renderHero(report)}
<main>
${report.parts.map((part) => renderPart(part, result)).join('\n')}
</main>
<footer>Made by longrange from result.json; every figure on this page stands in that file.</footer>
<script>${script}</script>
</body>
</html>
`;
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

function renderDefinitions({ definitions }: Section): string {
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

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
