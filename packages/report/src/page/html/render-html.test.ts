import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeResult } from '../../describe/build-report.ts';
import { loadFixture, sectionsOf } from '../../describe/testing/load-fixture.ts';
import { renderHtml } from './render-html.ts';
import { script } from './shell.ts';
import { style } from './style.ts';

const names = ['complete', 'text-only', 'edge'] as const;
const pages = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await renderHtml(loadFixture(name))] as const)),
) as Record<(typeof names)[number], string>;

interface Row {
  heading: string;
  cells: { estimate: number | null; held: number; n: number; low: number; high: number }[];
}

/** The rows of shares in a figure's table, read back from the page. */
function readRows(page: string, figure: string): Row[] {
  const html = page.slice(page.indexOf(`id="figure-${figure}"`)).split('</table>')[0]!;
  return html
    .split('<tr>')
    .slice(2)
    .map((row) => ({
      heading: row.match(/<th scope="row">(.*?)<\/th>/)![1]!,
      cells: [
        ...row.matchAll(
          /data-held="(\d+)" data-n="(\d+)" data-low="(\S+)" data-high="(\S+)">(?:<data value="(\S+)")?/g,
        ),
      ].map(([, held, n, low, high, estimate]) => ({
        estimate: estimate === undefined ? null : Number(estimate),
        held: Number(held),
        n: Number(n),
        low: Number(low),
        high: Number(high),
      })),
    }));
}

describe('the numbers on the page', () => {
  const complete = loadFixture('complete');
  const [model, real, ngram] = (['model', 'real', 'ngram'] as const).map(
    (id) => complete.subjects.find((subject) => subject.id === id)!,
  );
  const parts = {
    'delimiters-by-distance': [model, real, ngram].map((subject) => subject!.delimiters.byDistance),
    'indentation-by-depth': [model, real, ngram].map((subject) => subject!.indentation!.byDepth),
    'indentation-by-lines': [model, real, ngram].map((subject) => subject!.indentation!.byLines),
  };

  it.each(Object.entries(parts))('of %s equal the result’s', (figure, subjects) => {
    const rows = readRows(pages.complete, figure);
    const starts = [...new Set(subjects.flatMap((buckets) => buckets.map(({ from }) => from)))];
    expect(rows).toHaveLength(starts.length);
    for (const [index, from] of starts.sort((a, b) => a - b).entries()) {
      const found = subjects.flatMap((buckets) => buckets.find((bucket) => bucket.from === from) ?? []);
      expect(rows[index]!.cells).toEqual(
        found.map(({ estimate, held, n, low, high }) => ({ estimate, held, n, low, high })),
      );
    }
  });

  it('of bits per character and training equal the result’s', () => {
    const scored = complete.bitsPerCharacter.flatMap(({ carried }) => carried ?? []);
    expect(scored).toHaveLength(complete.bitsPerCharacter.length - 1);
    for (const { bits } of scored) expect(pages.complete).toContain(`<data value="${bits}">`);
    for (const { validationBits } of complete.training) {
      if (validationBits !== null) expect(pages.complete).toContain(`<data value="${validationBits}">`);
    }
  });

  it('of the range equal the result’s', () => {
    const { natural } = complete.probes!.predictors[0]!.minimalPairs.scoring.find(
      ({ kind }) => kind === 'closer',
    )!;
    const rows = readRows(pages.complete, 'range').filter(({ cells }) => cells.length > 0);
    const filled = natural!.byDistance.filter(({ n }) => n > 0);
    expect(filled.length).toBeGreaterThan(4);
    // Between them are those of the 20-gram.
    for (const [column, buckets] of [
      [0, natural!.shown!.byDistance] as const,
      [2, natural!.byDistance] as const,
    ])
      for (const [index, { held, n, low, high, estimate }] of buckets.entries())
        expect(rows[index]!.cells[column]).toEqual({ held, n, low, high, estimate });
    expect(pages.complete.split('</header>')[0]).toContain(`<data value="${natural!.range.near!.share}">`);
  });
});

describe.each(names)('the page of %s', (name) => {
  const page = pages[name];

  it('loads nothing', () => {
    const urls = [
      ...page.matchAll(/(?:src|href|url|action|data|srcset)\s*[=(]\s*["']?((?:https?:)?\/\/[^"')\s]+)/gi),
    ].map((match) => match[1]!);
    expect(urls).toEqual([]);
    expect(page).not.toMatch(/<(?:img|iframe|object|embed|video|audio|base|form)\b/i);
    expect(page).not.toContain('@import');
  });

  it('lets only its own style and script run', () => {
    const hash = (content: string) => `sha256-${createHash('sha256').update(content).digest('base64')}`;
    expect(page).toContain(
      `default-src 'none'; img-src data:; style-src '${hash(style)}'; script-src '${hash(script)}'`,
    );
    expect([...page.matchAll(/<script/g)]).toHaveLength(1);
    expect([...page.matchAll(/<style/g)]).toHaveLength(1);
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });

  it('is well formed: every element closed, every id once, every reference resolved', () => {
    const open: string[] = [];
    const markup = page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');
    for (const [, slash, tag] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)(?: [^<>]*)?>/g)) {
      if (['meta', 'link', 'input'].includes(tag!)) continue;
      if (slash === '/') expect(open.pop()).toBe(tag);
      else open.push(tag!);
    }
    expect(open).toEqual([]);
    const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...markup.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)].flatMap((match) =>
      match[1]!.split(' '),
    );
    for (const reference of references) expect(ids).toContain(reference);
  });

  it('is the same each time, and from a description made before', async () => {
    expect(await renderHtml(describeResult(loadFixture(name)))).toBe(page);
  });
});

it('counts one character as one', () => {
  expect(pages.complete.match(/.{30}(?<![\d,.–])1 (characters|documents|samples|cases)\b/g)).toBeNull();
});

describe('the first screen', () => {
  const headerOf = (name: (typeof names)[number]) => pages[name].split('</header>')[0]!;

  it('has two numerals, one chart where a model was probed and one sample, and below the numerals a warning where a check fails', () => {
    for (const name of ['complete', 'text-only'] as const) {
      expect([...headerOf(name).matchAll(/class="numeral"/g)]).toHaveLength(2);
      expect([...headerOf(name).matchAll(/class="chart wide"/g)]).toHaveLength(name === 'complete' ? 1 : 0);
      expect([...headerOf(name).matchAll(/<pre/g)]).toHaveLength(1);
      expect(headerOf(name)).not.toContain('class="notice');
    }
    const edge = headerOf('edge');
    expect(edge.indexOf('Is it still text?')).toBeGreaterThan(edge.indexOf('class="numerals"'));
    expect(edge).not.toContain('class="chart');
  });

  it('is followed by sections that are folded behind their title and first sentence', () => {
    const sections = pages.complete
      .split('<main>')[1]!
      .split(/<section\b/)
      .slice(1);
    expect(sections.length).toBe(sectionsOf(describeResult(loadFixture('complete'))).length);
    for (const section of sections) {
      expect(section).toContain('<details class="section"><summary><h2');
      expect(section.split('</summary>')[0]).not.toMatch(/<(table|svg|p class="note)/);
    }
  });
});

describe('the contents', () => {
  it('list every section, in its group, and are linked once from below', () => {
    const report = describeResult(loadFixture('complete'));
    const nav = pages.complete.match(/<nav[\s\S]*?<\/nav>/)![0];
    const groups = nav.split('<div>').slice(1);
    expect(groups.map((group) => [...group.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id))).toEqual(
      report.parts.map(({ sections }) => sections.map(({ id }) => id)),
    );
    expect([...pages.complete.matchAll(/href="#contents"/g)]).toHaveLength(1);
  });

  it.each(names)('lead to no empty section of %s', (name) => {
    for (const { figures, excerpts = [], pictures = [] } of sectionsOf(describeResult(loadFixture(name)))) {
      expect([...figures, ...excerpts, ...pictures].length).toBeGreaterThan(0);
      for (const { table } of figures) expect(table.rows.length).toBeGreaterThan(0);
    }
  });
});

it('names what is missing', async () => {
  expect(pages['text-only']).toContain('Not in this result: real code as a ceiling,');
  expect(pages['text-only']).not.toContain('id="training"');
  const bare = { ...loadFixture('complete'), probes: null, training: [] };
  expect(await renderHtml(bare)).toContain('Not in this result: a training curve and probes of the model.');
  expect(pages.complete).not.toContain('Not in this result');
});

it('without parts, renders the first screen alone: no contents and no links into sections', async () => {
  const report = describeResult(loadFixture('complete'));
  const page = await renderHtml({ ...report, parts: [], sample: null });
  expect(page).toContain('class="numeral"');
  expect(page).not.toMatch(/href="#|<nav|<section aria/);
});
