import { describe, expect, it } from 'vitest';
import { describeResult } from '../../describe/build-report.ts';
import { plain } from '../../describe/testing/decided.ts';
import { loadFixture } from '../../describe/testing/load-fixture.ts';
import { format } from '../../document/internal.ts';
import { renderHtml } from '../html/render-html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { renderTerminal } from './render-terminal.ts';
import { columnsOf, wrap } from './text.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const escapes = /\u001b\[\d+m/g;

describe.each(['complete', 'text-only', 'edge'] as const)('the summary of %s', (name) => {
  it.each([20, 80, 160])('keeps within %i columns, with and without color', (width) => {
    for (const color of [true, false]) {
      const text = renderTerminal(loadFixture(name), { color, width }).replace(escapes, '');
      for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    }
  });
});

describe('the summary of a complete result', () => {
  const complete = loadFixture('complete');
  const text = renderTerminal(complete, { color: false, width: 150 });
  const { subjects } = complete;
  const subject = (id: 'model' | 'real') => subjects.find((one) => one.id === id)!;

  it('gives figures with real code beside them, and how far back first', () => {
    const [own, real] = (['model', 'real'] as const).map((id) => {
      const { overall } = subject(id).delimiters;
      return plain(format.percent(overall.estimate, overall));
    });
    const line = text.split('\n').find((one) => one.startsWith('Brackets held'))!;
    expect(line.indexOf(own!)).toBeGreaterThan(0);
    expect(line.indexOf(real!)).toBeGreaterThan(line.indexOf(own!));
    expect(text).toMatch(/Reading: an open bracket still shows for, characters: model /);
    expect(text).toMatch(/Effective context \(n\*\), characters: model \d+/);
  });

  it('keeps its headings whole', () => {
    const narrow = renderTerminal(complete, { color: false, width: 80 }).replace(/\s+/g, ' ');
    expect(narrow).toContain('that have not failed after this many characters (net survival): model');
  });

  it('draws a bar as long as its share', () => {
    const point = subject('model').delimiters.netSurvival.find(({ distance }) => distance === 8)!;
    const line = text.split('\n').find((one) => /^ *8 /.test(one))!;
    const filled = Math.round(30 * point.share);
    expect([...line.matchAll(/█/g)]).toHaveLength(filled);
    expect([...line.matchAll(/·/g)]).toHaveLength(30 - filled);
  });
});

it.each([true, false])(
  'puts an upper bound below the sum over all tokenizations, if there is one: %s',
  (isSummed) => {
    const complete = loadFixture('complete');
    const [own, ...others] = complete.bitsPerCharacter;
    const bound = { bits: 1.702, low: 1.562, high: 1.842 };
    const carried = isSummed ? own!.carried : null;
    const entry = { ...own!, carried, reset: null, upperBound: { ...bound, perDocument: bound } };
    const result = { ...complete, bitsPerCharacter: [entry, ...others] };
    const lines = renderTerminal(result, { color: false, width: 100 }).split('\n');
    const [sum, most] = lines.slice(lines.indexOf('Bits per character') + (isSummed ? 1 : 0));
    expect(sum).toMatch(isSummed ? /^ {2}model +\d\.\d{3} \(/ : /^Bits per character$/);
    expect(most).toBe('  model, upper bound  1.702 (1.562–1.842)');
  },
);

it('says the same first sentence as the page’s title and the Markdown', async () => {
  for (const name of ['complete', 'text-only'] as const) {
    const result = loadFixture(name);
    const { headline } = describeResult(result);
    expect(renderTerminal(result, { color: false, width: 400 })).toContain(`\n${plain(headline)}.\n`);
    expect(renderMarkdown(result).split('\n')[0]).toBe(`# ${headline}`);
    expect(await renderHtml(result)).toContain(`<title>${headline} – longrange, `);
  }
});

describe('wrap', () => {
  it('keeps a number with its unit, cuts what is too long, and counts wide characters twice', () => {
    expect(wrap('about 95\u00a0% of it', 9)).toEqual(['about', '95 % of', 'it']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(columnsOf('数a')).toBe(3);
  });
});
