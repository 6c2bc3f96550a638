import type { Comparison } from '@longrange/eval/comparison';
import { describeComparison } from '../../describe/index.ts';
import { format } from '../../document/internal.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderAnswer, renderSection } from '../comparison/comparison-page.ts';
import { renderShell } from '../html/shell.ts';
import type { SweepReport } from './sweep-sections.ts';
import { bestSetting, curvesSection, settingsSection, trialsSection } from './sweep-sections.ts';

export function renderSweepPage(report: SweepReport, comparison: Comparison | null): string {
  const sections = [settingsSection(report), curvesSection(report), trialsSection(report)].filter(
    (section) => section !== null,
  );
  const title = headline(report);
  return renderShell({
    title: `${title} – longrange sweep ${report.name}`,
    skipTo: sections[0]!.id,
    header: [
      `<header><p class="kicker"><span><b>longrange sweep</b> ${escapeHtml(report.name)}</span></p>`,
      `<h1>${escapeHtml(title)}</h1>`,
      report.description === undefined ? '' : `<p class="standfirst">${escapeProse(report.description)}</p>`,
      `<p>${escapeProse(`${report.size}; ${report.counts}.`)}</p></header>`,
    ].join(''),
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
  const bits = `${format.bits(best.bits)} bits per character on the validation split${mean}`;
  return words === '' ? bits : `Best: ${words} (${bits})`;
}

/** Shows the comparison as `longrange compare` does. */
function renderComparison({ notes }: SweepReport, comparison: Comparison | null): string {
  if (comparison === null && notes.length === 0) return '';
  const paragraphs = notes.map((note) => `<p>${escapeProse(note)}</p>`).join('');
  const open = `<section id="comparison" aria-labelledby="comparison-heading"><h2 id="comparison-heading">Comparison on the test split</h2>`;
  if (comparison === null) return `${open}${paragraphs}</section>`;
  const { headline: answer, sections, ...found } = describeComparison(comparison);
  const opening = `${open}<p>${escapeProse(`${answer}.`)}</p>${paragraphs}${renderAnswer({ ...found, headline: answer, differing: [] })}</section>`;
  return [opening, ...sections.map(renderSection)].join('\n');
}
