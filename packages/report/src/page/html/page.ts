import type { Part, Report, Section } from '../../document/internal.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderExcerpt } from './excerpt.ts';
import { renderFigure } from './figure.ts';
import { renderHero } from './hero.ts';
import { renderPicture } from './picture.ts';
import { renderShell } from './shell.ts';
import { details } from './table.ts';

/** The whole page of a report; without parts, its first screen. */
export function renderPage(report: Report): string {
  const { parts } = report;
  return renderShell({
    title: `${report.headline} – ${report.command}, ${report.about}`,
    skipTo: parts.flatMap(({ sections }) => sections)[0]?.id ?? null,
    header: renderHero(report),
    main: parts.length === 0 ? '' : [...parts.map(renderPart), backToContents].join('\n'),
    footer: `Made by longrange from ${report.source}, which holds every figure on this page.`,
  });
}

/** Renders a part: its title is small, above its first section. */
function renderPart({ title, sections }: Part): string {
  return sections.map((section, index) => renderSection(section, index === 0 ? title : null)).join('\n');
}

/** Renders a section folded behind its title and first sentence; shown in print. Links and searches lead into it, which opens it. */
function renderSection(section: Section, part: string | null): string {
  const headingId = `${section.id}-heading`;
  const [answer, ...paragraphs] = section.paragraphs;
  const content = [
    ...paragraphs.map((text) => `<p>${escapeProse(text)}</p>`),
    ...section.figures.map(renderFigure),
    ...folded(section.excerpts, ({ name, excerpt }) => ({
      summary: `The same for ${name}`,
      content: renderExcerpt(name, excerpt),
    })),
    ...folded(section.pictures, (picture, index) => ({
      summary: picture.title,
      content: renderPicture(picture, index),
    })),
    renderDefinitions(section),
    section.metric === undefined
      ? ''
      : `<p class="note">Defined in docs/metrics.md as metric ${section.metric}.</p>`,
  ];
  const lead = answer === undefined ? '' : ` <span class="lead">${escapeProse(answer)}</span>`;
  return [
    `<section${part === null ? '' : ' class="part"'} aria-labelledby="${headingId}">`,
    part === null ? '' : `<p class="eyebrow">${escapeHtml(part)}</p>`,
    `<details class="section"${section.isOpen === true ? ' open=""' : ''}><summary><h2 id="${headingId}">${escapeHtml(section.title)}</h2>${lead}</summary>`,
    `<div class="unfolded"><span id="${section.id}" class="anchor"></span>${content.join('')}</div></details></section>`,
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

const backToContents = '<a class="back" href="#contents">Contents</a>';

/** Renders the definitions, collapsed. */
function renderDefinitions({ definitions = {} }: Section): string {
  const items = Object.entries(definitions).map(
    ([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeProse(text)}</dd>`,
  );
  if (items.length === 0) return '';
  return details('What the words mean', `<dl class="definitions">${items.join('')}</dl>`);
}
