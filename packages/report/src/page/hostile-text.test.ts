import { describe, expect, it } from 'vitest';
import { loadFixture } from '../describe/testing/load-fixture.ts';
import { renderHtml } from './html/render-html.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { renderTerminal } from './terminal/render-terminal.ts';

/** Clears the screen, rings, turns the direction round, hides, breaks the line. */
const HOSTILE = '\u001b[2J\u009b31m\u0007\u202e\u2066\u200b\u061c\u2028\u007f\r';
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** What the schema lets be any text. */
const free = new Set('label name document text description run checkpoint command engineReason'.split(' '));

/** A result whose names, paths and texts all have something hostile in them. */
function poison<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (free.has(key) ? `${HOSTILE}${value}` : value) as T;
  if (Array.isArray(value)) return value.map((child) => poison(child, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, poison(child, name)])) as T;
}

function actedOn(text: string): string[] {
  return [...text.matchAll(dangerous)].map(([character]) => character).filter((one) => !'\n\t'.includes(one));
}

// reliability: terminal
describe.each(['complete', 'text-only', 'edge'] as const)('hostile text in %s', (name) => {
  const result = poison(loadFixture(name));

  it('is shown on the page, and nothing acts on it', async () => {
    const page = await renderHtml(result);
    expect(actedOn(page)).toEqual([]);
    expect(page).toContain('␛[2J\\u009b31m␇\\u202e\\u2066\\u200b\\u061c\\u2028␡␍');
  });

  it('is shown in Markdown', () => {
    const markdown = renderMarkdown(result);
    expect(actedOn(markdown)).toEqual([]);
    expect(markdown).toContain('\\u202e');
  });

  it('is shown in a terminal, which gets no escape sequence but colors of our own', () => {
    const text = renderTerminal(result, { color: false, width: 200 });
    expect(actedOn(text)).toEqual([]);
    const colored = renderTerminal(result, { color: true, width: 200 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is looked for
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(text);
  });
});

/** A result as of one held-out document: ratios over documents without an interval. */
function ofOneDocument<T>(value: T): T;
function ofOneDocument(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofOneDocument);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, ofOneDocument(child)]));
  return 'low' in value && ('bits' in value || 'value' in value) ? { ...copy, low: null, high: null } : copy;
}

it('shows a dash for an interval that a result does not have, and says once what it stands for', async () => {
  const result = ofOneDocument(loadFixture('complete'));
  // The script is not part of the result, and code may say NaN.
  const page = (await renderHtml(result)).replace(/<script>.*<\/script>|<pre.*?<\/pre>/gs, '');
  for (const text of [renderTerminal(result, { color: false, width: 100 }), renderMarkdown(result), page]) {
    expect(text.match(/fewer\s+than\s+three\s+documents/g)).toHaveLength(1);
    expect(text).not.toMatch(/no\s+interval/);
    expect(text).not.toMatch(/NaN|"null"|\(null|null\)/);
  }
});
