import { beforeAll, expect, it } from 'vitest';
import { renderHtml } from '../../page/html/render-html.ts';
import { renderMarkdown } from '../../page/markdown/render-markdown.ts';
import { renderTerminal } from '../../page/terminal/render-terminal.ts';
import { plain } from '../testing/decided.ts';
import { madeUpComparisons } from '../testing/made-up-comparison.ts';

let comparisons: Awaited<ReturnType<typeof madeUpComparisons>>;
beforeAll(async () => {
  comparisons = await madeUpComparisons();
});

it('is one page that fetches nothing, with each chart in two layouts and labels escaped', async () => {
  for (const comparison of Object.values(comparisons)) {
    const html = await renderHtml(comparison);
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)|<b>&|NaN|undefined|Infinity/);
    expect(html.match(/class="chart wide"/g)?.length).toBe(html.match(/class="chart narrow"/g)?.length);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(renderMarkdown(comparison)).not.toMatch(/NaN|undefined/);
  }
});

it('has each verdict in Markdown and in a terminal', () => {
  const { models } = comparisons;
  expect(plain(renderMarkdown(models))).toContain(
    '| Bits per character | −0.300 (−0.300 to −0.300) | <0.001 | <0.001 | primary | gru is better |'.replaceAll(
      '<',
      '\\<',
    ),
  );
  expect(renderTerminal(models, { color: false, width: 100 })).toMatch(
    /^Bits per character {2}−0\.300 \(−0\.300 to −0\.300\) .*gru is better$/m,
  );
});

it.each([40, 80, 100])('keeps within %i columns of a terminal', (width) => {
  for (const comparison of Object.values(comparisons)) {
    const text = renderTerminal(comparison, { color: false, width });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  }
});
