import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../__fixtures__/load-fixture.ts';
import { buildReport } from '../build-report.ts';
import { renderHtml } from '../html/render-html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { renderTerminal } from './render-terminal.ts';
import { columnsOf, wrap } from './text.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const escapes = /\u001b\[\d+m/g;

describe.each(['complete', 'full', 'text-only', 'edge'] as const)('the summary of %s', (name) => {
  it.each([20, 40, 60, 80, 100, 160])('keeps within %i columns, with and without colour', (width) => {
    for (const color of [true, false]) {
      const text = renderTerminal(loadFixture(name), { color, width }).replace(escapes, '');
      for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    }
  });

  it('has no escape sequence without colour, and only colours with it', () => {
    const plain = renderTerminal(loadFixture(name), { color: false, width: 100 });
    const coloured = renderTerminal(loadFixture(name), { color: true, width: 100 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(coloured.replace(escapes, '')).toBe(plain);
  });
});

describe('the summary of a full result', () => {
  const text = renderTerminal(loadFixture('full'), { color: false, width: 120 });

  it('gives figures with real code beside them', () => {
    expect(text).toMatch(
      /Brackets held +94\.0 % \(93\.3–94\.7 %, n 4,955\) +100 % \(99\.91–100 %, n 4,431\)/,
    );
    expect(text).toContain('1.768 (1.727–1.809)');
  });

  it('draws a bar as long as its share', () => {
    const line = text.split('\n').find((one) => /^ *128 /.test(one))!;
    expect([...line.matchAll(/█/g)]).toHaveLength(16);
    expect([...line.matchAll(/·/g)]).toHaveLength(14);
  });
});

it('warns before anything else where a check fails', () => {
  const text = renderTerminal(loadFixture('edge'), { color: false, width: 80 });
  expect(text.split('\n\n')[1]).toMatch(/^Is it still code\? 1 of 1 sample collapsed/);
});

it('says the same first sentence as the page and the Markdown', async () => {
  for (const name of ['complete', 'full', 'text-only'] as const) {
    const result = loadFixture(name);
    const { headline } = buildReport(result);
    expect(renderTerminal(result, { color: false, width: 400 })).toContain(`\n${headline}\n`);
    expect(renderMarkdown(result).split('\n')[0]).toBe(`# ${headline}`);
    const page = (await renderHtml(result)).replace(/<\/?span[^>]*>/g, '');
    expect(page).toContain(`<h1>${headline}</h1>`);
  }
});

describe('the summary of a complete result', () => {
  const text = renderTerminal(loadFixture('complete'), { color: false, width: 150 });

  it('has a line for each headline', () => {
    expect(text).toContain(
      'Writing: brackets held up to, characters: model 34 (28–42), real code beyond 215, 10-gram 0',
    );
    expect(text).toContain(
      'Reading: closers held up to, characters: model 152 (111 to beyond 181), model, stretched 1',
    );
    expect(text).toContain('Effective context (n*), characters: model 256 (128–512), 10-gram 16 (8–32)');
    expect(text).toMatch(/Strings closed +99\.1 % \(98\.6–99\.4 %, n 2,900\) +99\.97 %/);
    expect(text).toMatch(/Control flow legal +93\.3 %/);
    expect(text).toMatch(/Undefined names per 100 loads +7\.42 \(6\.90–8\.01, n 21,090\) +0\.06/);
  });
});

describe('wrap', () => {
  it('keeps a number with its unit, cuts what is too long, and counts wide characters twice', () => {
    expect(wrap('about 95\u00a0% of it', 9)).toEqual(['about', '95 % of', 'it']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(columnsOf('数a')).toBe(3);
  });
});
