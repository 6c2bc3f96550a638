import { type Described, reportOf } from '../../describe/index.ts';

/**
 * Renders a result, a comparison, or a description, as one page that opens from disk: style, script and static SVG charts are inside, nothing
 * is fetched. The same result gives the same page, byte for byte. The charts are loaded when first needed.
 */
export async function renderHtml(given: Described): Promise<string> {
  const report = reportOf(given);
  const { renderPage } = await import('./page.ts');
  return renderPage(report);
}
