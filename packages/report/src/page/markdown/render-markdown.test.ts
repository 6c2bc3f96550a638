import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../__fixtures__/load-fixture.ts';
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

describe.each(['complete', 'full', 'text-only', 'edge'] as const)('the Markdown of %s', (name) => {
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
    const outside = markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '');
    expect(outside).not.toMatch(/(?<!\\)<\w/);
    expect(markdown.endsWith('\n')).toBe(true);
    expect(markdown).not.toContain('\n\n\n');
  });

  it('is the same each time', () => {
    expect(renderMarkdown(loadFixture(name))).toBe(markdown);
  });
});

describe('the Markdown of a full result', () => {
  const markdown = renderMarkdown(loadFixture('full')).replaceAll('\u00a0', ' ');

  it('gives every bucket as the result has it', () => {
    expect(markdown).toContain('| 64–127 | 73.2 % (68.1–77.8 %, n 321, 3 censored) |');
    expect(markdown).toContain('| 256–511 | 30.8 % (16.5–50.0 %, n 26, thin) |');
  });

  it('puts a check that fails before everything else', () => {
    const edge = renderMarkdown(loadFixture('edge'));
    expect(edge.split('\n\n')[2]).toMatch(/^> \*\*Warning: Is it still code\?\*\*/);
    expect(markdown).not.toContain('Warning');
  });
});

describe('the Markdown of a complete result', () => {
  const markdown = renderMarkdown(loadFixture('complete')).replaceAll('\u00a0', ' ');

  it('has a heading for every section, and every probe as a table', () => {
    const headings = [...markdown.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(headings).toHaveLength(25);
    expect(markdown).toContain('| Context, characters | model | 10-gram |');
    expect(markdown).toContain('| model, natural | 128 | 128 or more | 96.8 %');
    expect(markdown).toContain('| Lag, characters | model |');
  });
});
