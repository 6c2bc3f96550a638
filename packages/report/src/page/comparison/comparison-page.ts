import type { ComparisonReport, Section } from '@longrange/document/internal';
import type { Comparison } from '@longrange/eval/comparison';
import { describeComparison } from '@longrange/eval/page';
import { element } from '../../charts/svg.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderFigure } from '../html/figure.ts';
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

function renderHeader({
  about,
  createdAt,
  headline,
  differing,
  ranges,
  forest,
  standfirst,
  verdicts,
  sections,
}: ComparisonReport): string {
  const kicker = element(
    'p',
    { class: 'kicker' },
    element('span', {}, element('b', {}, 'longrange compare'), ' ', escapeHtml(about)),
    element('time', { datetime: createdAt }, escapeHtml(createdAt.slice(0, 10))),
  );
  const links = sections.map(({ id, title }) =>
    element('li', {}, element('a', { href: `#${id}` }, escapeHtml(title))),
  );
  return element(
    'header',
    {},
    kicker,
    element('h1', {}, escapeHtml(headline)),
    ...(ranges === null ? [] : [renderFigure(ranges)]),
    ...differing.map((text) => element('p', { class: 'standfirst' }, escapeProse(text))),
    ...forest.map(renderFigure),
    ...standfirst.map((text) => element('p', {}, escapeProse(text))),
    verdicts.length === 0
      ? ''
      : element('ul', { class: 'plain' }, ...verdicts.map((text) => element('li', {}, escapeProse(text)))),
    element('nav', { 'aria-label': 'Sections' }, element('ul', {}, ...links)),
  );
}

export function renderSection(section: Section): string {
  const headingId = `${section.id}-heading`;
  return element(
    'section',
    { id: section.id, 'aria-labelledby': headingId },
    element('h2', { id: headingId }, escapeHtml(section.title)),
    ...section.paragraphs.map((text) => element('p', {}, escapeProse(text))),
    ...section.figures.map(renderFigure),
    renderDefinitions(section),
  );
}
