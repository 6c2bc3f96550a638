import type { Result } from '@longrange/eval';

/**
 * A result as one page that opens from disk: style, script and static SVG charts inside, nothing fetched.
 * The same result gives the same page, byte for byte. The charts are loaded when first asked for.
 */
export async function renderHtml(result: Result): Promise<string> {
  const { renderPage } = await import('./page.ts');
  return renderPage(result);
}
