import type { Result } from '@longrange/eval';
import type { Comparison } from '@longrange/eval/comparison';
import { reportOf } from '../../describe/index.ts';
import type { Report } from '../../document/internal.ts';
import type { SweepReport } from '../sweep/sweep-sections.ts';

/**
 * Renders a result, or its description, as one page that opens from disk: style, script and static SVG charts are inside, nothing is fetched.
 * The same result gives the same page, byte for byte. The charts are loaded when first needed.
 */
export async function renderHtml(result: Result | Report): Promise<string> {
  const report = reportOf(result);
  const { renderPage } = await import('./page.ts');
  return renderPage(report);
}

/** Renders a comparison as a page of the same kind. */
export async function renderComparisonHtml(comparison: Comparison): Promise<string> {
  const { renderComparisonPage } = await import('../comparison/comparison-page.ts');
  return renderComparisonPage(comparison);
}

/** Renders a sweep as a page of the same kind: the curves of all trials, a sortable table, and the comparison of its settings, if any. */
export async function renderSweepHtml(report: SweepReport, comparison: Comparison | null): Promise<string> {
  const { renderSweepPage } = await import('../sweep/sweep-page.ts');
  return renderSweepPage(report, comparison);
}
