import type { Comparison } from '@longrange/eval/comparison';
import { describeComparison } from '../../describe/index.ts';
import type { ComparisonReport, Section } from '../../document/internal.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderFigure } from '../html/figure.ts';
import { renderKicker } from '../html/hero.ts';
import { renderDefinitions } from '../html/page.ts';
import { renderShell } from '../html/shell.ts';

export function renderComparisonPage(comparison: Comparison): string {
  const report = describeComparison(comparison);
  return renderShell({
    title: `${report.headline} – longrange, ${report.about}`,
    skipTo: report.sections[0]!.id,
    header: renderHeader(report),
    main: report.sections.map(renderSection).join('\n'),
    footer: 'Made by longrange from comparison.json; every figure on this page is in that file.',
  });
}

function renderHeader(report: ComparisonReport): string {
  const links = report.sections.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`);
  return [
    `<header>${renderKicker('longrange compare', report)}<h1>${escapeHtml(report.headline)}</h1>`,
    renderAnswer(report),
    `<nav aria-label="Sections"><ul>${links.join('')}</ul></nav></header>`,
  ].join('');
}

/** Findings of the comparison: ranges, settings, differences and verdicts. */
export function renderAnswer({
  scope,
  ranges,
  differing,
  forest,
  standfirst,
  verdicts,
}: Omit<ComparisonReport, 'sections'>): string {
  return [
    scope === '' ? '' : `<p class="standfirst">${escapeProse(scope)}</p>`,
    ranges === null ? '' : renderFigure(ranges),
    ...differing.map((text) => `<p class="standfirst">${escapeProse(text)}</p>`),
    ...forest.map(renderFigure),
    ...standfirst.map((text) => `<p>${escapeProse(text)}</p>`),
    verdicts.length === 0
      ? ''
      : `<ul class="plain">${verdicts.map((text) => `<li>${escapeProse(text)}</li>`).join('')}</ul>`,
  ].join('');
}

export function renderSection(section: Section): string {
  const headingId = `${section.id}-heading`;
  return [
    `<section id="${section.id}" aria-labelledby="${headingId}">`,
    `<h2 id="${headingId}">${escapeHtml(section.title)}</h2>`,
    ...section.paragraphs.map((text) => `<p>${escapeProse(text)}</p>`),
    ...section.figures.map(renderFigure),
    `${renderDefinitions(section)}</section>`,
  ].join('');
}
