import type { Result } from '@longrange/eval';
import { describeResult } from '../../describe/index.ts';
import { type Figure, format, type Part, type Quotation, type Section } from '../../document/index.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderExcerpt } from './excerpt.ts';
import { renderFailures } from './failures.ts';
import { isCharted, renderFigure, renderFigureAlone } from './figure.ts';
import { renderHero } from './hero.ts';
import { renderPicture } from './picture.ts';
import { renderShell } from './shell.ts';
import { details, renderTable } from './table.ts';

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

/** Renders a part: its title is small, above its first section. */
function renderPart({ title, sections }: Part): string {
  return sections.map((section, index) => renderSection(section, index === 0 ? title : null)).join('\n');
}

/** Renders a section's first sentence and first chart; the rest is collapsed on screens and shown in print. */
function renderSection(section: Section, part: string | null): string {
  const headingId = `${section.id}-heading`;
  const [answer, ...paragraphs] = section.paragraphs;
  const lead = section.figures.find(isCharted);
  const figures = section.figures.filter((figure) => figure !== lead);
  const more = [
    ...(lead === undefined ? [] : [renderFailures(lead), renderNumbers(lead)]),
    ...paragraphs.map((text) => `<p>${escapeProse(text)}</p>`),
    ...figures.map(renderFigure),
    ...folded(section.excerpts, ({ name, excerpt }) => ({
      summary: `The same for ${name}`,
      content: renderExcerpt(name, excerpt),
    })),
    ...(section.quotations ?? []).map(renderQuotation),
    ...folded(section.pictures, (picture, index) => ({
      summary: picture.title,
      content: renderPicture(picture, index),
    })),
    hasDefinitions(section)
      ? `<h3 class="words-title">${wordsTitle}</h3>${renderDefinitionList(section)}`
      : '',
    section.metric === undefined
      ? ''
      : `<p class="note">Defined in docs/metrics.md as metric ${section.metric}.</p>`,
  ].filter((markup) => markup !== '');
  const words = [
    part === null ? '' : `<p class="eyebrow">${escapeHtml(part)}</p>`,
    `<h2 id="${headingId}">${escapeHtml(section.title)}</h2>`,
    answer === undefined ? '' : `<p>${escapeProse(answer)}</p>`,
  ];
  return [
    `<section id="${section.id}"${part === null ? '' : ' class="part"'} aria-labelledby="${headingId}">`,
    `<div class="${lead === undefined ? 'lead' : 'lead charted'}"><div class="words">${words.join('')}</div>`,
    `${lead === undefined ? '' : renderFigureAlone(lead)}</div>`,
    `${more.length === 0 ? '' : renderMore(section, more)}</section>`,
  ].join('');
}

/** Renders the first item in full, the others collapsed. */
function folded<T>(
  items: readonly T[] | undefined,
  render: (item: T, index: number) => { summary: string; content: string },
): string[] {
  return (items ?? []).map((item, index) => {
    const { summary, content } = render(item, index);
    return index === 0 ? content : details(escapeHtml(summary), content);
  });
}

/** Renders the table of the chart that is always shown. */
function renderNumbers({ id, title, table }: Figure): string {
  return `<div id="numbers-${id}"><h3 class="words-title">${escapeHtml(`Numbers: ${title}`)}</h3>${renderTable(table)}</div>`;
}

/** Names the collapsed content on its button: `More: 3 charts, 2 tables, definitions`. */
function renderMore(section: Section, more: readonly string[]): string {
  const charted = section.figures.filter(isCharted).length;
  const charts = Math.max(0, charted - 1);
  const tables = section.figures.length - charted;
  const texts = (section.excerpts ?? []).length + (section.quotations ?? []).length;
  const pictures = (section.pictures ?? []).length;
  const named = [
    ...(section.figures.some(({ failures = [] }) => failures.length > 0) ? ['failures'] : []),
    ...(charted > 0 ? ['numbers'] : []),
    ...(charts > 0 ? [format.countOf(charts, 'chart')] : []),
    ...(tables > 0 ? [format.countOf(tables, 'table')] : []),
    ...(texts > 0 ? [format.countOf(texts, 'excerpt')] : []),
    ...(pictures > 0 ? [format.countOf(pictures, 'colored text')] : []),
    ...(hasDefinitions(section) ? ['definitions'] : []),
  ];
  const label = named.length === 0 ? 'More' : `More: ${format.list(named)}`;
  // A screen reader lists many of these buttons: each names its section.
  const whose = `<span class="away">${escapeHtml(`, ${section.title}`)}</span>`;
  return `<details class="more"><summary>${escapeHtml(label)}${whose}</summary>${more.join('')}</details>`;
}

const backToContents = '<a class="back" href="#contents">Contents</a>';

function renderQuotation({ title, text }: Quotation): string {
  const label = escapeHtml(title);
  // An HTML parser drops the first newline inside <pre>: this one is there to be dropped.
  return `<figure><figcaption><h3>${label}</h3></figcaption><pre class="excerpt quotation" tabindex="0" role="group" aria-label="${label}">\n${escapeHtml(text)}</pre></figure>`;
}

/** Renders the definitions, collapsed. */
export function renderDefinitions(section: Section): string {
  return hasDefinitions(section) ? details(wordsTitle, renderDefinitionList(section)) : '';
}

const wordsTitle = 'What the words mean';

function hasDefinitions({ definitions }: Section): boolean {
  return Object.keys(definitions).length > 0;
}

function renderDefinitionList({ definitions }: Section): string {
  const items = Object.entries(definitions).map(
    ([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeProse(text)}</dd>`,
  );
  return `<dl class="definitions">${items.join('')}</dl>`;
}
