import { checkArgument } from '@longrange/errors';
import type { Comparison } from '@longrange/eval/comparison';
import type { SweepReport } from './sweep-sections.ts';

/**
 * A sweep as one page that opens from disk: the curves of all trials, a table that sorts, and where there is one the comparison of its settings. The same trials
 * give the same page, byte for byte. The charts are loaded when first asked for.
 *
 * @throws LongrangeError `ARGUMENT_INVALID` (exit code 2)
 */
export async function renderSweepHtml(report: SweepReport, comparison: Comparison | null): Promise<string> {
  checkArgument(Array.isArray(report?.trials), 'report', 'a sweep with its trials', report);
  const isComparison = comparison === null || Array.isArray(comparison?.measures);
  checkArgument(
    isComparison,
    'comparison',
    'a comparison, as `parseComparison` gives it, or null',
    comparison,
  );
  const { renderSweepPage } = await import('./sweep-page.ts');
  return renderSweepPage(report, comparison);
}
