import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../describe/testing/load-fixture.ts';
import { renderMarkdown } from './render-markdown.ts';

/** Cells of a Markdown table row; an escaped bar is no border. */
function cellsOf(line: string): string[] {
  return line.replaceAll('\\|', '').slice(1, -1).split('|');
}

function tablesOf(markdown: string): string[][] {
  const outside = markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '');
  return outside
    .split('\n\n')
    .filter((block) => block.startsWith('|'))
    .map((block) => block.trimEnd().split('\n'));
}

describe.each(['complete', 'text-only', 'edge'] as const)('the Markdown of %s', (name) => {
  const markdown = renderMarkdown(loadFixture(name));

  it('has tables of even width', () => {
    const tables = tablesOf(markdown);
    expect(tables.length).toBeGreaterThan(5);
    for (const [head, rule, ...rows] of tables) {
      expect(rule).toMatch(/^\|( -{3}:? \|)+$/);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of [rule!, ...rows]) expect(cellsOf(row)).toHaveLength(cellsOf(head!).length);
    }
  });

  it('leaves no markup of others outside its code blocks', () => {
    const outside = markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, 'code');
    expect(outside).not.toMatch(/(?<!\\)<\w/);
    expect(markdown.endsWith('\n')).toBe(true);
    expect(outside).not.toContain('\n\n\n');
  });
});

it('puts a check that fails before everything else', () => {
  const edge = renderMarkdown(loadFixture('edge'));
  expect(edge.split('\n\n')[2]).toMatch(/^> \*\*Warning: Is it still text\?\*\*/);
});
