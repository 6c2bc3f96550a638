import type { Cell } from '@longrange/document/internal';
import type { Comparison, Difference } from '@longrange/eval/comparison';
import type { Range } from '@longrange/eval/result';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeComparison } from '../../../../eval/src/page/comparison/build-comparison-report.ts';
import { comparisonHeadline } from '../../../../eval/src/page/comparison/headline.ts';
import { differenceSentence } from '../../../../eval/src/page/comparison/words.ts';
import { plain } from '../../../../eval/src/page/testing/decided.ts';
import { compareMadeUp, madeUpRun } from '../../../../eval/src/page/testing/made-up-comparison.ts';
import { at, near, range } from '../../../../eval/src/page/testing/ranges.ts';
import { escapeMarkdown } from '../markdown/render-markdown.ts';
import { renderComparisonHtml } from './render-comparison-html.ts';
import { renderComparisonMarkdown } from './render-comparison-markdown.ts';
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

const textOf = (cell: Cell): string => ('text' in cell ? cell.text : '');

describe('what it says', () => {
  it('says which is better, by how much, and how sure that is', () => {
    const { headline, verdicts, standfirst } = describeComparison(comparisons.models);
    expect(headline).toBe(`gru is better than ${label} on both measures`);
    expect(plain(verdicts[0]!)).toMatch(
      /^Bits per character, state carried: gru is better than lstm <b>& by 0\.300 bits \(95 % interval 0\.300 to 0\.300 bits, p < 0\.001 after correction\)\.$/,
    );
    expect(plain(verdicts[1]!)).toMatch(
      /^Bits per character, state carried, each document counted once: gru is better than /,
    );
    expect(plain(verdicts[2]!)).toMatch(/Brackets held in samples: gru is better than .* by \d+\.\d points/);
    expect(standfirst.join(' ')).toContain('Each model was trained once');
  });

  it('says what differs between the models, and by which limit one read less', () => {
    const { models } = comparisons;
    const settings = {
      'model.units': 256,
      'training.maxMinutes': null,
      'training.epochs': 1,
      'training.seed': 1,
    };
    const trained = (changed: object, minutes: number) => ({
      settings: { ...settings, ...changed },
      minutes,
    });
    const differing = (
      second: ReturnType<typeof trained> | undefined,
      charactersSeen: number,
      first: ReturnType<typeof trained> | undefined = trained({}, 12),
    ) => {
      const ways = [
        { trained: first, charactersSeen: 400_000 },
        { trained: second, charactersSeen },
      ];
      const contenders = models.contenders.map((one, index) => ({
        ...one,
        runs: [{ ...one.runs[0]!, ...ways[index] }],
      }));
      return plain(describeComparison({ ...models, contenders }).differing.join(' '));
    };
    expect(differing(trained({}, 3), 400_000)).toBe(
      `gru has the settings of ${label}, and read as many characters.`,
    );
    const short = { 'model.units': 1024, 'training.maxMinutes': 2.5 };
    expect(differing(trained(short, 2.5), 364_000)).toBe(
      `gru differs from ${label} in units (1,024 instead of 256) and maxMinutes (2.5 instead of none), and read 9.0 % fewer characters (364,000 instead of 400,000; maxMinutes ended gru).`,
    );
    expect(differing(trained({ 'training.seed': 2 }, 2), 401_000)).toBe(
      `gru differs from ${label} in seed (2 instead of 1), and read 0.25 % more characters (401,000 instead of 400,000).`,
    );
    expect(differing(undefined, 0)).toBe('Nothing is recorded of how gru was trained.');
    expect(describeComparison(comparisons.checkpoints).differing).toEqual([]);
  });

  it('shows every difference around 0 once, bits apart from shares', () => {
    const { forest } = describeComparison(comparisons.models);
    const rows = forest.map(({ chart }) =>
      chart?.kind === 'rows' ? chart.rows.map(({ name }) => name) : [],
    );
    expect(rows).toEqual([['Bits per character'], ['Brackets held in samples']]);
    const [bits] = forest.map(({ chart }) => (chart?.kind === 'rows' ? chart : null));
    expect(bits!.axis).toMatchObject({ level: 0, label: 'Bits per character (left of 0: gru is better)' });
    expect(bits!.rows[0]!.dots[0]).toMatchObject({ hollow: false });
    expect(bits!.rows[0]!.dots[0]!.value).toBeCloseTo(-0.3, 6);
    expect(describeComparison(comparisons.checkpoints).forest).toEqual([]);
  });

  it('shows the ranges with their intervals, or those of seeds in a row, and tests nothing', async () => {
    const ranges = (scoring: Range, generation: Range) => ({
      scoring,
      generation: { ...generation, temperature: 0.8 },
    });
    const first = ranges(range(at(25), at(19), at(34)), near(0.3));
    const [one, two] = [first, ranges(range(at(31), at(22), at(40)), range(at(23), at(19), at(28)))];
    const models = await compareMadeUp([
      { label: 'lstm', runs: [{ ...weak.runs[0]!, ranges: one }] },
      {
        label: 'gru (2 seeds)',
        runs: [one, two].map((measured, index) => ({ ...seeds[index]!, ranges: measured })),
      },
    ]);
    const { columns, rows } = describeComparison(models).ranges!.table;
    expect(columns).toEqual(['Model', 'Run', 'Reading', 'Writing at temperature 0.8']);
    const few = 'not measurable: fewer than half of the nearest right: 30.0 %';
    const shown = [
      ['lstm', 'lstm', '25 (19–34)', few],
      ['gru (2 seeds)', 's1', '25 (19–34)', few],
      ['gru (2 seeds)', 's2', '31 (22–40)', '23 (19–28)'],
      ['Real code', '', 'right in every pair', 'right in every pair'],
    ];
    expect(rows.map((cells) => cells.map((cell) => plain(textOf(cell))))).toEqual(shown);
    // On the first screen of the page, and in the terminal.
    const html = plain(await renderComparisonHtml(models));
    expect(html.indexOf('31 (22–40)')).toBeGreaterThan(0);
    expect(html.indexOf('31 (22–40)')).toBeLessThan(html.indexOf('<nav'));
    const lines = renderComparisonTerminal(models, { color: false, width: 100 }).split('\n');
    expect(lines.slice(lines.indexOf('An open bracket is remembered for, characters')).slice(5, 9)).toEqual([
      '  gru (2 seeds), s2  reading  31 (22–40)',
      '                     writing  23 (19–28)',
      '  Real code          reading  right in every pair',
      '                     writing  right in every pair',
    ]);
    expect(models.measures.map(({ measure }) => measure)).toEqual(
      comparisons.models.measures.map(({ measure }) => measure),
    );
    expect(describeComparison(comparisons.models).ranges).toBeNull();
  });

  it('says of equals how large a difference it excludes, and shows none', () => {
    const { headline, verdicts } = describeComparison(comparisons.same);
    expect(headline).toBe(`No detectable difference between ${label} and twin`);
    expect(plain(verdicts[2]!)).toMatch(
      /No detectable difference between twin and lstm <b>& \(95 % interval −\d\.\d to \+\d\.\d\); more than \d\.\d points is excluded\.$/,
    );
  });

  it('tells the spread over seeds', () => {
    const report = describeComparison(comparisons.seeds);
    expect(report.headline).toBe('How much seeds differ: s1 (3 seeds)');
    expect(report.verdicts).toEqual([]);
    const [table] = report.sections[0]!.figures.map((figure) => figure.table);
    const mean = table!.rows[0]![5]!;
    // 1.52, 1.54 and 1.56 over the same documents: a standard deviation of 0.02, and t = 4.303 for two degrees of freedom.
    expect(mean).toMatchObject({ kind: 'number' });
    expect(mean.kind === 'number' && mean.detail).toMatch(/^standard deviation 0\.020, 3 seeds/);
    const { spread } = comparisons.seeds.measures[0]!.values[0]!;
    expect(spread!.high - spread!.mean).toBeCloseTo((4.303 * 0.02) / Math.sqrt(3), 4);
  });

  it('answers when bracket matching emerges', () => {
    const { headline, sections, verdicts } = describeComparison(comparisons.checkpoints);
    expect(headline).toBe(
      'From step 1,000 on, brackets open for 64–127 characters fail less often than at step 100',
    );
    expect(plain(verdicts[0]!)).toMatch(
      /Better than at step 100 from step 1,000 on\. At the last step, mine@5000 is better than mine@100 by /,
    );
    const figures = sections.find(({ id }) => id === 'measure-delimiters')!.figures;
    const emergence = figures.find(({ id }) => id === 'emergence')!.table;
    const rows = emergence.rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : cell.kind)));
    expect(rows).toEqual([
      ['all', '1,000'],
      ['8–15', '1,000'],
      ['64–127', '1,000'],
    ]);
  });

  it('never says better where the correction objects, or where documents are too few', () => {
    const measure = comparisons.models.measures[0]!;
    const found = measure.differences[0]!;
    const say = (changes: Partial<Difference>) =>
      plain(differenceSentence(comparisons.models, measure, { ...found, ...changes }));
    expect(say({ verdict: 'hint', adjustedPValue: 0.2 })).toMatch(
      /gru may be better than .*, but that could be chance among 5 comparisons \(p = 0\.200 after correction\)\.$/,
    );
    const interval = { low: -0.1, high: 0.05 };
    expect(say({ verdict: 'open', interval })).toMatch(
      /\(95 % interval −0\.100 to \+0\.050\); more than 0\.100 bits is excluded\.$/,
    );
    expect(say({ verdict: 'open', interval, overSeeds: true })).toMatch(
      /\(95 % interval −0\.100 to \+0\.050, over documents and seeds\); more than 0\.100 bits is excluded\.$/,
    );
    const dominatedBy = { document: 'tables.py', share: 0.61 };
    expect(say({ verdict: 'withheld', interval, dominatedBy })).toMatch(
      /^gru − lstm <b>&: −0\.300, 95 % interval −0\.100 to \+0\.050; no verdict: tables\.py alone makes 61 % of the variance\.$/,
    );
    expect(say({ verdict: 'open', interval: null })).toMatch(
      /^Too few documents to compare gru with lstm <b>&: an interval takes six\.$/,
    );
  });
});

describe('the headline', () => {
  type Verdicts = readonly Difference['verdict'][];
  /** Of two models, or more, whose whole measures came out so. */
  const headline = (verdicts: Verdicts, labels: readonly string[] = ['x', 'y']) => {
    const { models } = comparisons;
    const [measure] = models.measures;
    const contenders = labels.map((one) => ({ ...models.contenders[0]!, label: one }));
    const measures = verdicts.map((verdict) => ({
      ...{ ...measure!, range: null },
      differences: [{ ...measure!.differences[0]!, verdict }],
    }));
    return comparisonHeadline({ ...models, contenders, measures });
  };

  it.each<[Verdicts, string]>([
    [['open', 'hint'], 'No detectable difference between x and y'],
    [['withheld', 'hint'], 'No detectable difference between x and y, and no verdict on 1 of 2 measures'],
    [['withheld'], 'No verdict between x and y: single documents make too much of the difference'],
    [['a'], 'y is better than x on the one measure'],
    [['b', 'b'], 'x is better than y on both measures'],
    [['a', 'a', 'a'], 'y is better than x on all 3 measures'],
    [['a', 'hint'], 'y is better than x on 1 of 2 measures and detectably worse on none'],
    [['a', 'b', 'b'], 'Of 3 measures, x is better on 2 and y on 1'],
  ])('of two models with the verdicts %o', (verdicts, sentence) => {
    expect(headline(verdicts)).toBe(sentence);
  });

  it('of checkpoints that are not shown to be better claims nothing', () => {
    const { checkpoints } = comparisons;
    const measures = checkpoints.measures.map((measure) => ({
      ...measure,
      differences: measure.differences.map((one) => ({ ...one, verdict: 'hint' as const })),
    }));
    expect(comparisonHeadline({ ...checkpoints, measures })).toBe(
      'Up to step 5,000, open brackets are not shown to fail less often than at step 100 at any distance',
    );
  });
});

it('names single distances only where a test decides', () => {
  const { models } = comparisons;
  const paragraphs = (verdict: Difference['verdict']) => {
    const measures = models.measures.map((measure) => ({
      ...measure,
      differences: measure.differences.map((one) => ({ ...one, verdict })),
    }));
    const { sections } = describeComparison({ ...models, measures });
    return sections.find(({ id }) => id === 'measure-delimiters')!.paragraphs;
  };
  expect(paragraphs('open')).toEqual(['No detectable difference at any distance.']);
  expect(paragraphs('hint')).toEqual(['No detectable difference at any distance.']);
  expect(plain(paragraphs('a')[0]!)).toMatch(/^Open for 8–15 characters: gru is better than /);
});

describe('how it looks', () => {
  it('is a page that fetches nothing, with each chart in two layouts and labels escaped', async () => {
    for (const comparison of Object.values(comparisons)) {
      const html = await renderComparisonHtml(comparison);
      expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
      expect(html).not.toContain('<b>&');
      expect(html).not.toMatch(/NaN|undefined|Infinity/);
      expect(html.match(/class="chart wide"/g)).toHaveLength(html.match(/class="chart narrow"/g)!.length);
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(await renderComparisonHtml(comparison)).toBe(html);
    }
  });

  it('is the same in Markdown, with the numbers', () => {
    const markdown = plain(renderComparisonMarkdown(comparisons.models));
    expect(markdown).toMatch(
      /^# gru is better than lstm &lt;b&gt;&amp; on all|^# gru is better than lstm \\<b/,
    );
    expect(markdown).toContain('| Pair | Bits | p | p, corrected | Verdict |');
    expect(markdown).toContain('−0.300');
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
