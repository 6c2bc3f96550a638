import type { Comparison } from '@longrange/eval/comparison';

/**
 * A comparison as one page that opens from disk: style, script and static SVG charts inside, nothing fetched. The same comparison
 * gives the same page, byte for byte. The charts are loaded when first asked for.
 */
export async function renderComparisonHtml(comparison: Comparison): Promise<string> {
  const { renderComparisonPage } = await import('./comparison-page.ts');
  return renderComparisonPage(comparison);
}
