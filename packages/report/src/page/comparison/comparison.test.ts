import type { Comparison, Difference } from '@longrange/eval/comparison';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeComparison } from '../../describe/comparison/build-comparison-report.ts';
import { comparisonHeadline } from '../../describe/comparison/headline.ts';
import { differenceSentence } from '../../describe/comparison/words.ts';
import { plain } from '../../describe/testing/decided.ts';
import { compareMadeUp, madeUpRun } from '../../describe/testing/made-up-comparison.ts';
import { at, range } from '../../describe/testing/ranges.ts';
import type { CurvePanel, CurvesChart, Table } from '../../document/internal.ts';
import { renderComparisonHtml } from '../html/render-html.ts';
import { escapeMarkdown, renderComparisonMarkdown } from '../markdown/render-markdown.ts';
import { renderComparisonTerminal } from './render-comparison-terminal.ts';

const label = 'lstm <b>&';
const weak = { label, runs: [madeUpRun('lstm', { bits: 1.8, held: 6 })] };
const strong = { label: 'gru', runs: [madeUpRun('gru', { bits: 1.5, held: 9 })] };
const seeds = [1, 2, 3].map((seed) => madeUpRun(`s${seed}`, { bits: 1.5 + seed / 50, held: 9, seed }));
const steps = [100, 1000, 5000].map((step, index) => ({
  label: `mine@${step}`,
  runs: [madeUpRun('mine', { bits: 3 - index / 2, held: 3 + 3.3 * index, step })],
}));

let comparisons: { models: Comparison; same: Comparison; seeds: Comparison; checkpoints: Comparison };
beforeAll(async () => {
  comparisons = {
    models: await compareMadeUp([weak, strong]),
    same: await compareMadeUp([weak, { ...weak, label: 'twin' }]),
    seeds: await compareMadeUp([{ label: 's1 (3 seeds)', runs: seeds }]),
    checkpoints: await compareMadeUp(steps, 'checkpoints'),
  };
});

/** The comparison with this verdict on every difference. */
function judged(comparison: Comparison, verdict: Difference['verdict']): Comparison {
  const measures = comparison.measures.map((measure) => ({
    ...measure,
    differences: measure.differences.map((one) => ({ ...one, verdict })),
  }));
  return { ...comparison, measures };
}

it('says which is better, by how much, and how sure that is', () => {
  const { headline, verdicts, forest } = describeComparison(comparisons.models);
  expect(headline).toBe(`gru is better than ${label} on both measures`);
  expect(plain(verdicts[0]!)).toBe(
    `Bits per character, each document counted once: gru is better than ${label} by 0.300 bits (95 % interval 0.300 to 0.300 bits, p < 0.001 after correction).`,
  );
  expect(plain(verdicts[2]!)).toMatch(/Brackets held in samples: gru is better than .* by \d+\.\d points/);
  const [bits, shares] = forest.map(({ chart }) => (chart?.kind === 'rows' ? chart : null));
  expect(bits!.axis).toMatchObject({ level: 0, label: 'Bits per character (left of 0: gru is better)' });
  expect(bits!.rows).toMatchObject([
    { name: 'Bits per character', dots: [{ hollow: null, value: expect.closeTo(-0.3, 6) }] },
  ]);
  expect(shares!.rows.map(({ name }) => name)).toEqual(['Brackets held in samples']);
});

describe('what differs between the models', () => {
  const settings = { 'model.units': 256, 'training.maxMinutes': null, 'training.seed': 1 };
  const trained = (changed: object, minutes: number) => ({ settings: { ...settings, ...changed }, minutes });

  it.each([
    [trained({}, 3), 400_000, `gru has the settings of ${label}, and read as many characters.`],
    [
      trained({ 'model.units': 1024, 'training.maxMinutes': 2.5 }, 2.5),
      364_000,
      `gru differs from ${label} in units (1,024 instead of 256) and maxMinutes (2.5 instead of none), and read 9.0 % fewer characters (364,000 instead of 400,000; maxMinutes ended gru).`,
    ],
    [undefined, 0, 'Nothing is recorded of how gru was trained.'],
  ])('is said: %#', (second, charactersSeen, sentence) => {
    const ways = [
      { trained: trained({}, 12), charactersSeen: 400_000 },
      { trained: second, charactersSeen },
    ];
    const contenders = comparisons.models.contenders.map((one, index) => ({
      ...one,
      runs: [{ ...one.runs[0]!, ...ways[index] }],
    }));
    expect(describeComparison({ ...comparisons.models, contenders }).differing.map(plain)).toEqual([
      sentence,
    ]);
  });
});

it('shows both ranges of each model with its seeds, their ratio, and what it wrote', async () => {
  const generation = { ...range(at(23), at(19), at(28)), temperature: 0.8 };
  const windows = (name: string, ...all: number[]) => ({
    label: name,
    runs: all.map((window, index) => ({
      ...madeUpRun(`${name}-${index}`, { bits: 1.5, held: 9, window, seed: index }),
      ranges: { scoring: null, generation },
    })),
  });
  const models = await compareMadeUp([windows('lstm', 12), windows('gru', 32, 36, 40)]);
  const { ranges, verdicts, scope } = describeComparison(models);
  const { columns, rows } = ranges!.table;
  expect(columns).toEqual([
    ...['Model', 'Still shows up to', 'Still decides up to', 'Writing at temperature 0.8'],
  ]);
  const words = rows.map((cells) =>
    cells.map((one) => plain(['text' in one ? one.text : '', 'detail' in one ? one.detail : ''].join('|'))),
  );
  // All documents have the same pairs, so that only the seeds differ: ln 40, 44 and 48 by 0.0912, and t = 4.303.
  expect(words).toEqual([
    ['lstm|', '20|20–20', '12|12–12', '23 (19–28)|'],
    ['gru|', '44|35–55; seeds 40, 44 and 48', '36|27–47; seeds 32, 36 and 40', 'seeds 23, 23 and 23|'],
    [
      'gru ÷ lstm|',
      expect.stringMatching(/^2\.19\|1\.\d+ to 2\.\d+: (shown|a hint only)$/),
      expect.stringMatching(/^2\.99\|/),
      '|',
    ],
  ]);
  expect(scope).toMatch(/^One network of lstm: this says nothing of the recipe/);
  expect(plain(verdicts[0]!)).toMatch(
    /^The opener still shows: gru (reaches|may reach) 2\.19 times as far as lstm \(95 % interval 1\.\d\d to 2\.\d\d times, over documents and seeds/,
  );
  const lines = renderComparisonTerminal(models, { color: false, width: 100 }).split('\n');
  expect(lines).toContain('    Still decides up to         36 (27–47; seeds 32, 36 and 40)');
  const poor = await compareMadeUp([windows('lstm', 12), windows('blind', 0)]);
  expect(describeComparison(poor).verdicts).toContain(
    'The opener still decides: cannot be measured for blind: fewer than half of the nearest pairs are right.',
  );
  const two = await compareMadeUp([windows('lstm', 12, 40), windows('gru', 6, 30)]);
  expect(describeComparison(two)).toMatchObject({
    headline: 'Two seeds are too few to tell lstm and gru apart',
  });
  expect(describeComparison(two).verdicts).toContain(
    'The opener still decides: Two seeds are too few to tell gru from lstm.',
  );
  expect(renderComparisonTerminal(two, { color: false, width: 100 })).toContain(
    '(seeds 12 and 40: too few for an interval)',
  );
});

it('tells the spread over seeds', () => {
  const report = describeComparison(comparisons.seeds);
  expect(report).toMatchObject({ headline: 'How much seeds differ: s1 (3 seeds)', verdicts: [] });
  // 1.52, 1.54 and 1.56 over the same documents: a standard deviation of 0.02, and t = 4.303 for two degrees of freedom.
  const detail = expect.stringMatching(/^standard deviation 0\.020, 3 seeds/);
  expect(report.sections[0]!.figures[0]!.table.rows[0]![5]).toMatchObject({ kind: 'number', detail });
  const { high, estimate } = comparisons.seeds.measures[0]!.values[0]!;
  expect(high! - estimate!).toBeGreaterThan((4.303 * 0.02) / Math.sqrt(3));
});

it('answers when bracket matching emerges, and claims nothing that is not shown', () => {
  const { headline, sections, verdicts, forest } = describeComparison(comparisons.checkpoints);
  expect(headline).toBe(
    'From step 1,000 on, brackets open for 64–127 characters fail less often than at step 100',
  );
  expect(plain(verdicts[0]!)).toMatch(
    /Better than at step 100 from step 1,000 on\. At the last step, mine@5000 is better than mine@100 by /,
  );
  expect(forest).toEqual([]);
  const figures = sections.find(({ id }) => id === 'measure-delimiters')!.figures;
  const { rows } = figures.find(({ id }) => id === 'emergence')!.table;
  expect(rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : cell.kind)))).toEqual([
    ['all', '1,000'],
    ['8–15', '1,000'],
    ['64–127', '1,000'],
  ]);
  expect(comparisonHeadline(judged(comparisons.checkpoints, 'hint'))).toBe(
    'Up to step 5,000, open brackets are not shown to fail less often than at step 100 at any distance',
  );
});

const interval = { low: -0.1, high: 0.05 };
it.each<[Partial<Difference>, string]>([
  [
    { verdict: 'hint', adjustedPValue: 0.2 },
    'gru may be better than lstm <b>& by 0.300 bits (95 % interval 0.300 to 0.300 bits), but that could be chance among 5 comparisons (p = 0.200 after correction).',
  ],
  [
    { verdict: 'open', interval, overSeeds: true },
    'No detectable difference between gru and lstm <b>& (95 % interval −0.100 to +0.050, over documents and seeds); more than 0.100 bits is excluded.',
  ],
  [
    { verdict: 'open', interval: null },
    'Too few documents to compare gru with lstm <b>&: an interval takes six.',
  ],
])(
  'never says better where the correction objects, or where documents are too few: %#',
  (changes, sentence) => {
    const measure = comparisons.models.measures[0]!;
    const difference = { ...measure.differences[0]!, ...changes };
    expect(plain(differenceSentence(comparisons.models, measure, difference))).toBe(sentence);
  },
);

it.each<[Difference['verdict'][], string]>([
  [['open', 'hint'], 'No detectable difference between x and y'],
  [['withheld', 'hint'], 'No detectable difference between x and y, and no verdict on 1 of 2 measures'],
  [['withheld'], 'No verdict between x and y'],
  [['a'], 'y is better than x on the one measure'],
  [['b', 'b'], 'x is better than y on both measures'],
  [['a', 'a', 'a'], 'y is better than x on all 3 measures'],
  [['a', 'hint'], 'y is better than x on 1 of 2 measures and detectably worse on none'],
  [['a', 'b', 'b'], 'Of 3 measures, x is better on 2 and y on 1'],
])('the headline of two models with the verdicts %o', (verdicts, sentence) => {
  const { models } = comparisons;
  const measure = { ...models.measures[0]!, range: null };
  const measures = verdicts.map((verdict) => ({
    ...measure,
    differences: [{ ...measure.differences[0]!, verdict }],
  }));
  const contenders = ['x', 'y'].map((one) => ({ ...models.contenders[0]!, label: one }));
  expect(comparisonHeadline({ ...models, contenders, measures })).toBe(sentence);
});

it('shows failures per character where brackets were open, never as a share held', () => {
  const { sections, lists } = describeComparison(comparisons.models);
  const { figures } = sections.find(({ id }) => id === 'measure-delimiters')!;
  const far = comparisons.models.measures.find(({ range: at }) => at?.from === 64)!;
  const { chart, title } = figures.find(({ id }) => id === 'delimiters-by-distance')!;
  expect(title).toBe('By distance: failures per 100 characters');
  const [{ series }] = (chart as CurvesChart).panels as [CurvePanel];
  const [first, second] = far.values;
  for (const [index, { estimate, low, high }] of [first!, second!].entries())
    expect(series[index]!.points.at(-1)).toMatchObject({
      value: expect.closeTo(100 * (1 - estimate!), 6),
      low: expect.closeTo(100 * (1 - high!), 6),
      high: expect.closeTo(100 * (1 - low!), 6),
    });
  expect(lists.at(-1)!.title).toBe(
    'Brackets held in samples: failures per 100 characters, open for 64–127 characters',
  );
  const [{ rows }] = figures.flatMap(({ table }) => (table.columns.includes('Failures') ? [table] : [])) as [
    Table,
  ];
  // Fewer failures are better: the sign turns, the verdict does not.
  expect(rows.at(-1)!.map((one) => ('text' in one ? one.text : ''))).toMatchObject({
    2: expect.stringMatching(/^−/),
    5: 'gru is better',
  });
});

it('names single distances only where a test decides', () => {
  const paragraphs = (verdict: Difference['verdict']) => {
    const { sections } = describeComparison(judged(comparisons.models, verdict));
    return sections.find(({ id }) => id === 'measure-delimiters')!.paragraphs;
  };
  expect(paragraphs('hint')).toEqual(['No detectable difference at any distance.']);
  expect(paragraphs('a')[0]).toMatch(/^Open for 8–15 characters: gru is better than /);
});

it('says who lacks what, which figures are bounds, and what each is that has no training of its own', async () => {
  const { tallies, model, ...others } = strong.runs[0]!;
  const { sha256, parameters, step, charactersSeen, ...named } = model;
  const described = { ...named, description: 'toy at URL', leftOut: ['Metric 10 is left out.'] };
  const bounded = tallies
    .filter(({ measure }) => measure === 'bits-carried')
    .map((tally) => ({ ...tally, isBound: true as const }));
  const toy = { label: 'toy', runs: [{ ...others, model: described, tallies: bounded }] };
  const mixed = await compareMadeUp([weak, toy]);
  const { differing, standfirst, headline, scope } = describeComparison(mixed);
  expect(differing).toEqual([`Nothing is recorded of how ${label} was trained.`, 'toy: toy at URL.']);
  expect(scope).toBe(
    `One network of ${label}: this says nothing of the recipe, since other seeds may rank differently.`,
  );
  expect(standfirst.slice(1)).toEqual([
    'Not measured of toy: brackets held in samples.',
    expect.stringMatching(/^Bits per character: that of toy is an upper bound, /),
    'toy: Metric 10 is left out.',
  ]);
  expect(headline).toBe(`toy is better than ${label} on the one measure`);
  const text = renderComparisonTerminal(mixed, { color: false, width: 100 });
  expect(text).toMatch(/ {2}toy +at most 1\.\d{3} {2}\(/);
  const [measure] = judged(mixed, 'withheld').measures;
  for (const [bounds, words] of [
    [{}, /; no verdict: the figure of toy is a bound\.$/],
    [{ bounded: 'both' }, /no verdict: both figures are bounds/],
  ] as const)
    expect(differenceSentence(mixed, measure!, { ...measure!.differences[0]!, ...bounds })).toMatch(words);
});

describe('how it looks', () => {
  it('is a page that fetches nothing, with each chart in two layouts and labels escaped', async () => {
    for (const comparison of Object.values(comparisons)) {
      const html = await renderComparisonHtml(comparison);
      expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)|<b>&|NaN|undefined|Infinity/);
      expect(html.match(/class="chart wide"/g)).toHaveLength(html.match(/class="chart narrow"/g)!.length);
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('has each verdict once in Markdown', () => {
    const markdown = plain(renderComparisonMarkdown(comparisons.models));
    for (const verdict of describeComparison(comparisons.models).verdicts)
      expect(markdown.split(escapeMarkdown(plain(verdict)))).toHaveLength(2);
    expect(markdown).not.toMatch(/NaN|undefined/);
  });

  it.each([40, 80, 100])('keeps within %i columns of a terminal', (width) => {
    for (const comparison of Object.values(comparisons)) {
      const text = renderComparisonTerminal(comparison, { color: false, width });
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});
