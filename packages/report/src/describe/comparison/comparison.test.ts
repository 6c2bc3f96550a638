import type { Comparison, Difference } from '@longrange/eval/comparison';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CurvesChart } from '../../document/internal.ts';
import { renderTerminal } from '../../page/terminal/render-terminal.ts';
import { plain } from '../testing/decided.ts';
import {
  compareMadeUp,
  label,
  madeUpComparisons,
  madeUpRun,
  strong,
  weak,
} from '../testing/made-up-comparison.ts';
import { sectionOf, tableOf, textsOf } from '../testing/tables.ts';
import { describeComparison } from './build-comparison-report.ts';
import { comparisonHeadline } from './headline.ts';

let comparisons: Awaited<ReturnType<typeof madeUpComparisons>>;
beforeAll(async () => {
  comparisons = await madeUpComparisons();
});

/** The comparison with these changes of every difference. */
function judged(comparison: Comparison, changes: Partial<Difference>): Comparison {
  const measures = comparison.measures.map((measure) => ({
    ...measure,
    differences: measure.differences.map((one) => ({ ...one, ...changes })),
  }));
  return { ...comparison, measures };
}

it('says which is better, by how much, and how sure that is', () => {
  const report = describeComparison(comparisons.models);
  expect(report.headline).toBe(`gru is better than ${label} on both measures`);
  const { figures } = sectionOf(report, 'differences');
  const [bits, shares] = figures.map(({ chart }) => (chart?.kind === 'rows' ? chart : null));
  expect(bits!.axis).toMatchObject({ level: 0, label: 'Bits per character (left of 0: gru is better)' });
  expect(bits!.rows).toMatchObject([
    { name: 'Bits per character', dots: [{ hollow: null, value: expect.closeTo(-0.3, 6) }] },
  ]);
  expect(shares!.rows.map(({ name }) => name)).toEqual(['Brackets held in samples']);
  expect(textsOf(figures[0]!.table)).toEqual([
    ['Bits per character', '−0.300|−0.300 to −0.300', '<0.001', '<0.001', 'primary', 'gru is better'],
  ]);
  expect(plain(sectionOf(report, 'measure-bits-carried').paragraphs[0]!)).toBe(
    `gru − ${label}: −0.300 (−0.300 to −0.300), gru is better.`,
  );
  // Each document once, then by character.
  expect(textsOf(tableOf(report, 'bits-carried-differences')).map((row) => [row[0], row[4]])).toEqual([
    [`gru − ${label}, each document once`, 'primary'],
    [`gru − ${label}`, 'other'],
  ]);
  expect(sectionOf(report, 'differences').definitions).toMatchObject({
    'Primary family': expect.stringMatching(/: 1 difference\.$/),
    // Bits by character, and brackets: overall and at two distances.
    'Other family': expect.stringMatching(/: 4 differences\.$/),
  });
  expect(report.scores.map(({ title, entries }) => [title, entries.map(({ name }) => name)])).toEqual(
    ['Bits per character, each document counted once', 'Bits per character', 'Brackets held in samples'].map(
      (title) => [title, [label, 'gru']],
    ),
  );
});

describe('the table of what differs', () => {
  const settings = { 'model.units': 256, 'training.maxMinutes': null, 'training.seed': 1 };
  const trained = (changed: object, minutes: number) => ({ settings: { ...settings, ...changed }, minutes });

  it.each([
    [trained({}, 3), 400_000, undefined],
    [
      trained({ 'model.units': 1024, 'training.maxMinutes': 2.5 }, 2.5),
      364_000,
      [
        ['Characters read', '400,000', '364,000|ended by maxMinutes'],
        ['model.units', '256', '1,024'],
        ['training.maxMinutes', 'none', '2.5'],
      ],
    ],
    [undefined, 400_000, [['Training', '–', 'not recorded']]],
  ])('has what two trainings do not share: %#', (second, charactersSeen, rows) => {
    const ways = [
      { trained: trained({}, 12), charactersSeen: 400_000 },
      { trained: second, charactersSeen },
    ];
    const contenders = comparisons.models.contenders.map((one, index) => ({
      ...one,
      runs: [{ ...one.runs[0]!, ...ways[index] }],
    }));
    const { settings } = describeComparison({ ...comparisons.models, contenders });
    expect(settings === null ? undefined : textsOf(settings.table)).toEqual(rows);
  });
});

it('says beside a wide interval of what there is too little, and how much would do', () => {
  const texts = [{ documents: 240 }, { seeds: 8 }, { documents: 240, seeds: 8 }].map((tooFew) => {
    const report = describeComparison(judged(comparisons.models, { tooFew }));
    expect(sectionOf(report, 'measure-bits-carried').paragraphs[0]).toMatch(
      /gru is better; too few .* would do\.$/,
    );
    return textsOf(sectionOf(report, 'differences').figures[0]!.table)[0]![1];
  });
  expect(texts).toEqual([
    '−0.300|−0.300 to −0.300; too few documents: about 240 would do',
    '−0.300|−0.300 to −0.300; too few seeds: about 8 per model would do',
    '−0.300|−0.300 to −0.300; too few documents and seeds: about 240 documents and 8 seeds per model would do',
  ]);
});

it('shows the spread over seeds', () => {
  const report = describeComparison(comparisons.seeds);
  expect(report).toMatchObject({ headline: 'How much seeds differ: s1 (3 seeds)', figure: null });
  const [row] = textsOf(tableOf(report, 'bits-carried-models'));
  // The documents add 0.3 on average to 1.52, 1.54 and 1.56: a standard deviation of 0.02.
  expect(row!.slice(4)).toEqual(['1.820, 1.840, 1.860', '0.020']);
  const { high, estimate } = comparisons.seeds.measures[0]!.values[0]!;
  // t = 4.303 for two degrees of freedom.
  expect(high! - estimate!).toBeGreaterThan((4.303 * 0.02) / Math.sqrt(3));
});

it('answers when bracket matching emerges, and claims nothing that is not shown', () => {
  const report = describeComparison(comparisons.checkpoints);
  expect(report.headline).toBe(
    'From step 1,000 on, brackets open for 64–127 characters fail less often than at step 100',
  );
  const [bits] = sectionOf(report, 'differences').figures;
  expect(bits!.title).toBe('Bits per character: mine@5000 − mine@100');
  expect(textsOf(bits!.table)[0]).toMatchObject({ 5: 'mine@5000 is better', 6: '1,000' });
  const byDistance = textsOf(tableOf(report, 'delimiters-differences-by-distance'));
  expect(byDistance.map((row) => [row[1], row.at(-1)])).toEqual([
    ['8–15', '1,000'],
    ['8–15', '1,000'],
    ['64–127', '1,000'],
    ['64–127', '1,000'],
  ]);
  const course = sectionOf(report, 'measure-delimiters').figures[0]!;
  expect(textsOf(course.table).map(([step]) => step)).toEqual(['100', '1,000', '5,000']);
  expect(comparisonHeadline(judged(comparisons.checkpoints, { verdict: 'hint' }))).toBe(
    'Up to step 5,000, open brackets are not shown to fail less often than at step 100 at any distance',
  );
});

it.each<[Partial<Difference>, verdict: string, difference: string, mark: string]>([
  [{ verdict: 'hint' }, 'a hint only', '−0.300|−0.300 to −0.300', 'a hint only'],
  [
    { verdict: 'open', interval: { low: -0.1, high: 0.05 } },
    'not shown to differ',
    '−0.300|−0.100 to +0.050',
    'not shown',
  ],
  [
    { verdict: 'open', interval: null },
    'not shown to differ',
    '−0.300|no interval: it takes six documents',
    'not shown',
  ],
  [
    { verdict: 'withheld', bounded: 'a' },
    'no verdict: the figure of gru is a bound',
    '−0.300|−0.300 to −0.300',
    'no verdict',
  ],
  [
    { verdict: 'withheld', bounded: 'both' },
    'no verdict: both figures are bounds',
    '−0.300|−0.300 to −0.300',
    'no verdict',
  ],
])(
  'never says better where the correction objects, or where documents are too few: %#',
  (changes, ...texts) => {
    const [verdict, difference, hollow] = texts;
    const [bits] = sectionOf(describeComparison(judged(comparisons.models, changes)), 'differences').figures;
    const [row] = textsOf(bits!.table);
    expect([row![5], row![1]]).toEqual([verdict, difference]);
    expect(bits!.chart).toMatchObject({ rows: [{ dots: [{ hollow }] }] });
  },
);

it('shows failures per character where brackets were open, never as a share held', () => {
  const report = describeComparison(comparisons.models);
  const { figures } = sectionOf(report, 'measure-delimiters');
  const far = comparisons.models.measures.find(({ range: where }) => where?.from === 64)!;
  const { chart } = figures.find(({ id }) => id === 'delimiters-by-distance')!;
  const { panels, vertical } = chart as CurvesChart;
  expect(vertical.label).toBe('Failures per 100 characters (lower is better)');
  for (const [index, { estimate, low, high }] of far.values.entries())
    expect(panels[0]!.series[index]!.points.at(-1)).toMatchObject({
      value: expect.closeTo(100 * (1 - estimate!), 6),
      low: expect.closeTo(100 * (1 - high!), 6),
      high: expect.closeTo(100 * (1 - low!), 6),
    });
  const table = tableOf(report, 'delimiters-differences-by-distance');
  expect(table.columns[2]).toBe('Failures');
  // Fewer failures are better: the sign turns, the verdict does not.
  expect(textsOf(table).at(-1)).toMatchObject({ 2: expect.stringMatching(/^−/), 6: 'gru is better' });
});

it('says which model lacks what, which figures are bounds, and what each is that has no training of its own', async () => {
  const { tallies, model, ...others } = strong.runs[0]!;
  const { sha256, parameters, step, charactersSeen, ...named } = model;
  const described = { ...named, description: 'toy at URL', leftOut: ['Metric 10 is left out.'] };
  const bounded = tallies
    .filter(({ measure }) => measure === 'bits-carried')
    .map((tally) => ({ ...tally, isBound: true as const }));
  const toy = { label: 'toy', runs: [{ ...others, model: described, tallies: bounded }] };
  const mixed = await compareMadeUp([weak, toy]);
  const { settings, notices, headline, scope } = describeComparison(mixed);
  expect(textsOf(settings!.table)).toEqual([
    ['Model', 'LSTM, 2 layers of 256', 'toy at URL'],
    ['Training', 'not recorded', '–'],
    ['Characters read', '1,000,000', '–'],
  ]);
  expect(scope).toMatch(new RegExp(`^One network of ${label}: other seeds may rank differently\\.`));
  expect(notices.map(({ text }) => text)).toEqual([
    'Not measured of toy: brackets held in samples.',
    'Bounds: Bits per character: toy, upper bound.',
    'toy: Metric 10 is left out.',
  ]);
  expect(headline).toBe(`toy is better than ${label} on the one measure`);
  const text = renderTerminal(mixed, { color: false, width: 100 });
  expect(text).toMatch(/ {2}toy +at most 1\.\d{3} \(/);
});

it('names many models once, and compares each with the first', async () => {
  const many = Array.from({ length: 5 }, (_, index) => ({
    label: `m${index}`,
    runs: [madeUpRun(`m${index}`, { bits: 1.8 - index / 10, held: 6, window: 12 + 4 * index })],
  }));
  const report = describeComparison(await compareMadeUp(many));
  expect(report.about).toBe('5 models');
  expect(report.figure!.title).toBe('Ratio of ranges: each ÷ m0');
  expect(textsOf(report.figure!.table).slice(0, 2)).toMatchObject([
    { 0: 'The opener still shows: m1' },
    { 0: 'The opener still shows: m2' },
  ]);
  expect(sectionOf(report, 'measure-bits-carried').paragraphs).toEqual(['4 of 4 differences shown.']);
});
