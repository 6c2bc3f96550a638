import { formatBits } from '@longrange/document/internal';
import type { Comparison } from '@longrange/eval/comparison';
import { describeComparison } from '@longrange/eval/page';
import { element } from '../../charts/svg.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderSection } from '../comparison/comparison-page.ts';
import { renderFigure } from '../html/figure.ts';
import { renderShell } from '../html/shell.ts';
import type { SweepReport } from './sweep-sections.ts';
import { bestSetting, curvesSection, trialsSection } from './sweep-sections.ts';

export function renderSweepPage(report: SweepReport, comparison: Comparison | null): string {
  const sections = [curvesSection(report), trialsSection(report)].filter((section) => section !== null);
  const title = headline(report);
  return renderShell({
    title: `${title} – longrange sweep ${report.name}`,
    skipTo: sections[0]!.id,
    header: element(
      'header',
      {},
      element(
        'p',
        { class: 'kicker' },
        element('span', {}, element('b', {}, 'longrange sweep'), ' ', escapeHtml(report.name)),
      ),
      element('h1', {}, escapeHtml(title)),
      report.description === undefined
        ? ''
        : element('p', { class: 'standfirst' }, escapeProse(report.description)),
      element('p', {}, escapeProse(`${report.size}; ${report.counts}.`)),
    ),
    main: [...sections.map(renderSection), renderComparison(report, comparison)].join('\n'),
    footer:
      'Made by longrange from the runs of the sweep; sweep status FILE --json has every figure of the tables.',
  });
}

function headline(report: SweepReport): string {
  const best = bestSetting(report);
  if (best === null) return 'No setting has been validated yet';
  const { parameters } = report;
  const [first] = best.trials;
  const words = parameters.map((name, index) => `${name} ${first!.values[index]}`).join(', ');
  const mean = best.trials.length === 1 ? '' : `, mean of ${best.trials.length} seeds`;
  const bits = `${formatBits(best.bits)} bits per character on the validation split${mean}`;
  return words === '' ? bits : `Best: ${words} (${bits})`;
}

/** As `longrange compare` shows it. */
function renderComparison({ notes }: SweepReport, comparison: Comparison | null): string {
  const paragraphs = notes.map((note) => element('p', {}, escapeProse(note)));
  if (comparison === null && paragraphs.length === 0) return '';
  const heading = element('h2', { id: 'comparison-heading' }, 'Comparison on the test split');
  const attributes = { id: 'comparison', 'aria-labelledby': 'comparison-heading' };
  if (comparison === null) return element('section', attributes, heading, ...paragraphs);
  const { headline: answer, ranges, forest, standfirst, verdicts, sections } = describeComparison(comparison);
  const opening = element(
    'section',
    attributes,
    heading,
    element('p', {}, escapeProse(`${answer}.`)),
    ...paragraphs,
    ...(ranges === null ? [] : [renderFigure(ranges)]),
    ...forest.map(renderFigure),
    ...standfirst.map((text) => element('p', {}, escapeProse(text))),
    element('ul', { class: 'plain' }, ...verdicts.map((text) => element('li', {}, escapeProse(text)))),
  );
  return [opening, ...sections.map(renderSection)].join('\n');
}
