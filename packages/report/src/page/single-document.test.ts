import type { Result } from '@longrange/eval';
import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../../eval/src/page/testing/load-fixture.ts';
import { renderHtml } from './html/render-html.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { renderTerminal } from './terminal/render-terminal.ts';

/** Ratios over documents: figures that have no sample size and no count beside them. */
function isBootstrapped(value: object): boolean {
  return 'low' in value && ('bits' in value || 'value' in value);
}

/** A result as of one held-out document: figures without an interval. */
function ofOneDocument<T>(value: T): T {
  if (Array.isArray(value)) return value.map(ofOneDocument) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, ofOneDocument(child)]);
  const copy = Object.fromEntries(entries) as T;
  return isBootstrapped(value) ? { ...copy, low: null, high: null } : copy;
}

describe('a result measured on a single document', () => {
  const result: Result = ofOneDocument(loadFixture('complete'));
  const bits = result.bitsPerCharacter[0]!.carried!.bits.toFixed(3);

  it('has no interval in the terminal, in Markdown and on the page', async () => {
    // The script is not part of the result, and code may say NaN.
    const page = (await renderHtml(result)).replace(/<script>.*<\/script>|<pre.*?<\/pre>/gs, '');
    for (const text of [renderTerminal(result, { color: false, width: 100 }), renderMarkdown(result), page]) {
      expect(text).toContain('no interval: one document');
      expect(text).not.toMatch(/NaN|"null"|\(null|null\)/);
    }
    expect(renderMarkdown(result)).toContain(`${bits} (no interval: one document)`);
  });
});
