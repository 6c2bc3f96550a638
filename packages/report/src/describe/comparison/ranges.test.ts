import { beforeAll, expect, it } from 'vitest';
import { format } from '../../document/internal.ts';
import { renderTerminal } from '../../page/terminal/render-terminal.ts';
import { compareMadeUp, madeUpComparisons, madeUpRun } from '../testing/made-up-comparison.ts';
import { at, range } from '../testing/ranges.ts';
import { sectionOf, textsOf } from '../testing/tables.ts';
import { describeComparison } from './build-comparison-report.ts';

let _comparisons: Awaited<ReturnType<typeof madeUpComparisons>>;
beforeAll(async () => {
  _comparisons = await madeUpComparisons();
});

it('shows both ranges of each model with its seeds, their ratio, and how far it wrote', async () => {
  const generation = { ...range(at(23), at(19), at(28)), temperature: 0.8 };
  const windows = (name: string, ...all: number[]) => ({
    label: name,
    runs: all.map((window, index) => ({
      ...madeUpRun(`${name}-${index}`, { bits: 1.5, held: 9, window, seed: index }),
      ranges: { scoring: null, generation },
    })),
  });
  const models = await compareMadeUp([windows('lstm', 12), windows('gru', 32, 36, 40)]);
  const report = describeComparison(models);
  // All documents have the same pairs, so that only the seeds differ: ln 40, 44 and 48 by 0.0912, and t = 4.303.
  expect(report.numerals).toMatchObject([
    {
      title: 'gru: an open bracket still shows for',
      value: { bound: null, number: '44', unit: 'characters' },
      note: '95 % interval 35–55; seeds 40, 44, 48; 2,304 pairs of 24 documents',
      beside: [
        {
          name: 'lstm',
          words: expect.stringMatching(
            /^20 \(20–20\); ratio 2\.19 \(1\.\d+ to 2\.\d+\), (shown|a hint only)$/,
          ),
        },
      ],
    },
    { title: 'gru: half of its evidence is left after', value: { number: '44' } },
    { value: { number: '36' }, beside: [{ words: expect.stringMatching(/^12 \(12–12\); ratio 2\.99 /) }] },
  ]);
  const [shows, halfLife, , writing] = report.scores;
  expect(halfLife!.title).toBe('Half of the opener’s evidence is left, characters');
  expect(shows!.entries.map(({ value, interval }) => [value, interval])).toEqual([
    ['20', '20–20'],
    ['44', '35–55; seeds 40, 44, 48'],
  ]);
  expect(writing!.title).toBe('Writing at temperature 0.8: it still decides for, characters');
  expect(writing!.entries.map(({ value }) => value)).toEqual(['23', 'seeds 23, 23, 23']);
  expect(report.scope).toMatch(/^One network of lstm: other seeds may rank differently\. All read the same /);
  expect(textsOf(report.figure!.table)[0]).toEqual([
    'The opener still shows',
    expect.stringMatching(/^2\.19\|1\.\d\d to 2\.\d\d$/),
    ...Array(2).fill(expect.stringMatching(/^0\.0\d\d$/)),
    'primary',
    'documents and seeds',
    expect.stringMatching(/^(gru is better|a hint only)$/),
  ]);
  const lines = renderTerminal(models, { color: false, width: 100 }).replace(/\s+/g, ' ');
  expect(lines).toContain('lstm 20 (20–20, n 2,304, 24 documents), gru 44 (35–55; seeds 40, 44, 48)');
});

it('gives the ranges on one line and over several of each model, where its pairs say which they are', async () => {
  const ofLines = (name: string, window: number) => {
    const run = madeUpRun(name, { bits: 1.5, held: 9, window, seed: 0 });
    // Pairs of even distances have a line break in between.
    const pairs = run.pairs!.map(([path, own]): (typeof run.pairs & object)[number] => [
      path,
      own.map(([distance, right, evidence]) => [distance, right, evidence, distance % 2 === 0 ? 1 : 0]),
    ]);
    return { label: name, runs: [{ ...run, pairs }] };
  };
  const report = describeComparison(await compareMadeUp([ofLines('lstm', 12), ofLines('gru', 32)]));
  expect(report.numerals.at(-1)!.beside.map(({ name, words }) => [name, words])).toEqual([
    // The next pair is 2 characters farther: what lies before it is possible, too.
    ['on one line', '31 (31–32)'],
    ['over several lines', '32 (32–33)'],
    ['lstm', expect.stringMatching(/^12 /)],
  ]);
  const one = report.scores.find(
    ({ title }) => title === 'The opener still decides, on one line, characters',
  );
  expect(one!.entries.map(({ value, sample }) => [value, sample])).toEqual([
    ['11', `n${format.NO_BREAK_SPACE}1,152, 24 documents`],
    ['31', `n${format.NO_BREAK_SPACE}1,152, 24 documents`],
  ]);
});

it('says why a range or its interval is missing', async () => {
  const windows = (name: string, ...all: number[]) => ({
    label: name,
    runs: all.map((window, seed) => madeUpRun(`${name}-${seed}`, { bits: 1.5, held: 9, window, seed })),
  });
  const poor = describeComparison(await compareMadeUp([windows('lstm', 12), windows('blind', 0)]));
  const whyNot = 'not measurable: fewer than half nearby';
  expect(poor.scores[2]!.entries[1]).toMatchObject({ isMeasured: false, value: whyNot });
  expect(poor.numerals[2]!.beside).toMatchObject([{ name: 'blind', words: whyNot }]);
  expect(sectionOf(poor, 'measure-range-decides').paragraphs).toEqual(['Not compared.']);
  const two = describeComparison(await compareMadeUp([windows('lstm', 12, 40), windows('gru', 6, 30)]));
  expect(two.headline).toBe('Two seeds are too few to tell lstm and gru apart');
  expect(textsOf(two.figure!.table)[0]![1]).toMatch(/\|no interval: it takes three seeds$/);
  expect(two.scores[0]!.entries[0]!.interval).toBe('no interval: too few seeds; seeds 20, 48');
});
