import { expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { Result } from '../document/types.ts';
import { renderHtml } from './html/render-html.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { renderTerminal } from './terminal/render-terminal.ts';

/** A result with every section, whose own texts do not name Python. */
function toyResult(): Result {
  const complete = loadFixture('complete');
  const json = JSON.stringify(complete, (_, value) =>
    typeof value === 'string' ? value.replace(/C?Python/gi, 'Other') : value,
  );
  return {
    ...(JSON.parse(json) as Result),
    versions: {},
    language: { id: 'toy', name: 'Toy' },
  };
}

it('says nothing of Python where another language was measured', async () => {
  const result = toyResult();
  const markdown = renderMarkdown(result);
  const html = await renderHtml(result);
  for (const text of [markdown, html, renderTerminal(result, { color: false, width: 100 })])
    expect(text.match(/.{0,60}Python.{0,60}/gi)).toBeNull();
  expect(markdown).toContain('## Does Toy’s own parser agree?');
  expect(markdown).toContain('| Only Toy accepts |');
  expect(markdown).toContain('```toy\n');
});

it('says Python where the result does not name a language, as older ones', () => {
  expect(renderMarkdown(loadFixture('complete'))).toContain('## Does Python’s own parser agree?');
});
