import type { HazardBucket, Result, SurvivalPoint } from '@longrange/eval/internal';
import { controlsSection, temperaturesSection, textMetrics } from '@longrange/eval/internal';
import { expect, it } from 'vitest';
import { cell } from '../document/internal.ts';
import { renderHtml } from '../page/html/render-html.ts';
import { renderMarkdown } from '../page/markdown/render-markdown.ts';
import { renderTerminal } from '../page/terminal/render-terminal.ts';
import { describeResult } from './build-report.ts';
import { type Decided, decided, plain, shareOf, withSubject } from './testing/decided.ts';
import { loadFixture, sectionOf } from './testing/load-fixture.ts';

const complete = loadFixture('complete');

it.each<[collapsed: number, loops: number, warning: boolean, words: RegExp]>([
  [0, 0.01, false, /^None of 40 samples collapsed into a loop or a run; 1\.0 % of the text is in loops/],
  [0, 0.02, true, /^0 of 40 samples collapsed .*; 2\.0 % of the text is in loops/],
  [1, 0, true, /^1 of 40 samples collapsed /],
])('the guard warns where one sample collapsed or loops take more than a hundredth: %i, %f', (...row) => {
  const [collapsedDocuments, share, warning, words] = row;
  const result = withSubject(complete, 'model', ({ degeneration }) => ({
    documents: 40,
    degeneration: {
      ...degeneration,
      loops: { ...degeneration.loops, share },
      firstCollapse: { ...degeneration.firstCollapse, collapsedDocuments },
    },
  }));
  const [guard] = describeResult(result).notices;
  expect(guard!.warning).toBe(warning);
  expect(plain(guard!.text)).toMatch(words);
});

it('says of files that some contain a loop, which is no collapse, and warns only of many loops', () => {
  const noticeAt = (share: number) =>
    describeResult(
      withSubject(loadFixture('text-only'), 'text', ({ degeneration }) => ({
        documents: 662,
        degeneration: {
          ...degeneration,
          loops: { ...degeneration.loops, share },
          firstCollapse: { ...degeneration.firstCollapse, collapsedDocuments: 8 },
        },
      })),
    ).notices[0]!;
  const [few, many] = [noticeAt(0.0003), noticeAt(0.02)];
  expect(few.warning).toBe(false);
  expect(plain(few.text)).toMatch(
    /^8 of 662 files contain a loop or a run; 0\.03 % of the text is in loops\.$/,
  );
  expect(many.warning).toBe(true);
});

it.each<[collapsed: number, median: number | null, words: string | null]>([
  [0, null, null],
  [1, null, 'more than 4096'],
  [30, 310, '310'],
])('the median before a collapse of %i samples is %o', (collapsedDocuments, medianCharacters, words) => {
  const result = withSubject(complete, 'model', ({ degeneration }) => ({
    degeneration: {
      ...degeneration,
      firstCollapse: { collapsedDocuments, medianCharacters, seenCharacters: 4096 },
    },
  }));
  const { rows } = sectionOf(result, 'guard')!.figures[0]!.table;
  const row = rows.find(([label]) => label?.kind === 'text' && label.text.startsWith('Characters before'));
  expect(row?.[1] ?? null).toEqual(words === null ? null : expect.objectContaining({ text: words }));
});

it.each<[loads: number, order: Decided['order'] | null, words: RegExp]>([
  [30, 'above', /^Undefined names per 100 names read: model 7\.5 \(6\.0–9\.0, n 30\); real code .*, lower; /],
  [30, 'undecided', / real code [^;]*, no detectable difference; /],
  [29, 'above', / model 7\.5 \(6\.0–9\.0, n 29\), too few to judge; real code \S+ \([^)]*\); /],
  [0, null, / model nothing to count; real code /],
])('of %i loads, tested %s, it is said how many are undefined', (loads, order, words) => {
  const undefinedPer100Loads = { value: 7.5, low: 6, high: 9 };
  const result = withSubject(complete, 'model', ({ names }) => ({
    names: { ...names!, loads, unknowable: 0, undefinedPer100Loads },
  }));
  const tests = order === null ? [] : [{ measure: 'undefined names', second: 'real', order }];
  expect(plain(sectionOf(decided(result, ...tests), 'names')!.paragraphs[0]!)).toMatch(words);
});

it('names in the legend whoever has a dot, be it a share without an interval, and describes curves by their ends', () => {
  const scopes = sectionOf(complete, 'names')!.figures.find(({ id }) => id === 'names-scopes')!.chart!;
  const drawn = scopes.kind === 'rows' ? scopes.legend.map(({ name }) => name) : [];
  expect(drawn).toEqual(['model', 'real code', '20-gram']);
  const context = sectionOf(complete, 'context')!.figures[0]!;
  expect(context.description).toMatch(/^model, 1 character: [\d.]+ .*; model, \d+ characters: /);
});

it('has the time limit that ended the training, and the number of tests, in the table of provenance', () => {
  const rowsOf = (result: Result) =>
    sectionOf(result, 'provenance')!
      .figures.find(({ id }) => id === 'how')!
      .table.rows.map((row) => row.map((one) => plain(cell.line(one))));
  const limit = 'Training ended by its time limit, minutes';
  expect(rowsOf(complete).map(([label]) => label)).not.toContain(limit);
  const model = { ...complete.model!, endedAfterMinutes: 2.5 };
  const rows = rowsOf({ ...complete, model, tests: 1234 });
  expect(rows).toContainEqual([limit, '2.5']);
  expect(rows).toContainEqual(['Tests, corrected together (Holm 1979)', '1,234']);
});

it('draws no distance that fewer than 30 open brackets reach, and has it in the table', () => {
  const bucket = (from: number, failures: number, openers = 40): HazardBucket => ({
    from,
    to: 2 * from,
    failures,
    characters: 1000,
    openers,
    documents: 20,
    estimate: failures / 1000,
    low: failures / 2000,
    high: failures / 500,
    thin: openers < 30,
  });
  const point = (distance: number) => ({ distance, atRisk: 40, share: 0.9, low: 0.8, high: 1 });
  const figuresOf = (hazard: HazardBucket[], netSurvival: SurvivalPoint[]) => {
    const result = withSubject(complete, 'model', ({ delimiters }) => ({
      delimiters: { ...delimiters, hazard, netSurvival },
    }));
    const model = result.subjects.filter(({ id }) => id === 'model');
    const { figures } = sectionOf({ ...result, subjects: model }, 'delimiters')!;
    return ['bracket-hazard', 'bracket-survival'].map((id) => figures.find((figure) => figure.id === id));
  };
  const [hazard, survival] = figuresOf([bucket(1, 0), bucket(2, 4), bucket(4, 9, 29)], [point(1), point(3)]);
  const drawn = hazard?.chart?.kind === 'curves' ? hazard.chart.panels[0]!.series[0]!.points : [];
  expect(drawn).toMatchObject([
    { value: 0, low: 0, high: 0 },
    { value: 0.4, low: 0.2, high: 0.8 },
  ]);
  expect(hazard!.table.rows.map(([, cell]) => cell)).toMatchObject([
    { text: '0', detail: '0–0 · 0 in 1,000' },
    { text: '0.40' },
    { text: '0.9', detail: expect.stringMatching(/–1\.8 · 9 in 1,000 · few cases$/) },
  ]);
  expect(survival!.table.rows).toHaveLength(1);
  expect(figuresOf([bucket(1, 0, 29)], [])).toEqual([undefined, undefined]);
});

it('defines every text metric in at most 60 words, and names sections and figures once', () => {
  const sections = [...textMetrics.map(({ section }) => section), temperaturesSection, controlsSection];
  for (const { id, definition } of sections)
    expect([id, definition.split(/\s+/).length <= 60]).toEqual([id, true]);
  const ids = sections.map(({ id }) => id);
  const figures = sections.flatMap((section) => section.figures.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(figures).size).toBe(figures.length);
});

it('shows a metric that is registered, although no table of the page names it, in all renderings: its section last, its figure among the scores', async () => {
  interface Vowels {
    readonly share: ReturnType<typeof shareOf>;
  }
  const shareIn = ({ share }: Vowels) => share;
  const delimiters = textMetrics.find(({ key }) => key === 'delimiters')!;
  const toy: unknown = {
    ...delimiters,
    key: 'vowels',
    places: undefined,
    figures: [{ id: 'vowels', title: 'Vowels', unit: 'share', headline: 8, pick: shareIn, parts: () => [] }],
    section: {
      id: 'vowels',
      title: 'How many vowels?',
      definition: 'A vowel is one of five letters.',
      figures: [
        {
          kind: 'values' as const,
          id: 'vowels-share',
          title: 'Vowels, of all letters',
          rows: [{ label: 'Share', of: shareIn }],
        },
      ],
    },
  };
  const measured = { vowels: { share: shareOf(0.4, 0.1) } } as object;
  const result = withSubject(complete, 'model', () => measured);
  const report = describeResult(result, [...textMetrics, toy as typeof delimiters]);
  const { parts, scores } = report;
  const { paragraphs, figures } = parts[0]!.sections.at(-1)!;
  expect(paragraphs.map(plain)).toEqual([
    'Vowels: model 40 % (30–50 %, n 100).',
    'A vowel is one of five letters.',
  ]);
  expect(figures.map(({ id }) => id)).toEqual(['vowels-share']);
  expect(scores.find(({ title }) => title === 'Vowels')!.entries).toHaveLength(1);
  expect(await renderHtml(report)).toContain('<h2 id="vowels-heading">How many vowels?</h2>');
  expect(plain(renderMarkdown(report))).toContain('| Share | 40 % (30–50 %, n 100) |');
  expect(renderTerminal(report, { color: false, width: 200 })).toMatch(
    /^Vowels +40 % \(30–50 %, n 100\) +–/m,
  );
});
