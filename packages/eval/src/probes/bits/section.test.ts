import type { CurvesChart } from '@longrange/document/internal';
import { expect, it } from 'vitest';
import { decided, plain } from '../../page/testing/decided.ts';
import { loadFixture } from '../../page/testing/load-fixture.ts';
import { sectionOf } from '../../page/testing/section-of.ts';
import type { Result } from '../../result/schema.ts';
import type { Order } from '../../words/tested.ts';

const complete = loadFixture('complete');
const plainBits = (value: number) => ({ bits: value, low: value - 0.14, high: value + 0.14 });
const bits = (value: number) => ({ ...plainBits(value), perDocument: plainBits(value + 0.2) });
const differences: Readonly<Record<Order, number>> = {
  above: 0.061,
  below: -0.061,
  undecided: 0.001,
  withheld: -0.061,
};

/** Intervals that overlap widely, and a paired test beside them. */
function paragraphs(test?: { measure: 'state' | 'bits'; order: Order }, once = false): string[] {
  const [own, other] = complete.bitsPerCharacter;
  const sides = { state: ['carried', 'reset'], bits: [own!.predictor, '20-gram'] } as const;
  const difference = differences[test?.order ?? 'undecided'];
  const [first, second] = sides[test?.measure ?? 'bits'];
  const found = { difference, low: difference - 0.013, high: difference + 0.013, documents: 32 };
  const dominatedBy = test?.order === 'withheld' ? { document: 'tables.py', share: 0.61 } : null;
  const comparison = {
    ...{ ...complete.comparisons[0]!, range: null, first, second, ...found, ...test, dominatedBy },
    measure: `${test?.measure ?? 'bits'}${once ? ('-per-document' as const) : ('' as const)}` as const,
  };
  const predictors = [
    { ...own!, carried: bits(1.54), reset: { ...bits(1.601), every: 256 } },
    { ...other!, predictor: '20-gram', carried: bits(1.601) },
  ];
  const comparisons = test === undefined ? [] : [comparison];
  const result: Result = { ...complete, bitsPerCharacter: predictors, comparisons };
  return sectionOf(result, 'bits')!.paragraphs.map(plain);
}

it.each<[Order, RegExp]>([
  ['below', /, 0\.061 \(0\.048–0\.074\) fewer than the best other predictor, the 20-gram, at 1\.601 bits/],
  ['above', /, 0\.061 \(0\.048–0\.074\) more than the best other predictor, the 20-gram/],
  ['undecided', /; no detectable difference from .*: \+0\.001 \(−0\.012 to \+0\.014\) over 32 documents\.$/],
])('says of the best other predictor what the paired test decides: %s', (order, words) => {
  expect(paragraphs({ measure: 'bits', order })[0]).toMatch(words);
});

it.each<[Order, RegExp]>([
  [
    'below',
    /Carrying the state helps: .* at least 128 after a reset \(every 256\) it saves 0\.061 \(0\.048–0\.074\) bits\./,
  ],
  ['above', /Carrying the state hurts: .* it costs 0\.061 \(0\.048–0\.074\) bits\./],
  ['undecided', /No detectable effect of carrying the state on .*: a difference of \+0\.001/],
])('says of the state what the paired test decides, however much intervals overlap: %s', (order, words) => {
  expect(paragraphs({ measure: 'state', order })[1]).toMatch(words);
});

it('says of the n-gram and the untrained network where they, too, save bits, and draws what they save', () => {
  const [own, other] = complete.bitsPerCharacter;
  const saved = (from: number, value: number, half: number) => ({
    ...{ from, to: 2 * from, n: 500 },
    ...{ value, low: value - half, high: value + half },
  });
  const untrained = { ...other!, predictor: 'untrained network', carried: null, reset: null, byPosition: [] };
  const say = (near: number, settled: number) => {
    const entries = [
      {
        ...own!,
        reset: { ...bits(1.601), every: 256 },
        sinceReset: [saved(1, 2, 0.1), saved(128, 0.01, 0.001)],
      },
      { ...other!, sinceReset: [saved(1, 1.5, 0.1), saved(128, 0, 0)] },
      { ...untrained, sinceReset: [saved(1, near, 0.1), saved(128, settled, 0.001)] },
    ];
    const test = { measure: 'state', first: 'carried', second: 'reset', order: 'below' } as const;
    return sectionOf({ ...decided(complete, test), bitsPerCharacter: entries }, 'bits')!;
  };
  expect(plain(say(0.05, 0.0005).paragraphs[1]!)).toMatch(
    /bits\. Nearer to a reset it saves bits in any case: so does the 20-gram\.$/,
  );
  const both = say(0.5, 0.002);
  expect(plain(both.paragraphs[1]!)).toMatch(
    /: so do the 20-gram and the untrained network\. Farther from it, too, the untrained network saves 0\.002 \(0\.001–0\.003\)\.$/,
  );
  const figure = both.figures.find(({ id }) => id === 'bits-since-reset')!;
  expect((figure.chart as CurvesChart).panels[0]!.series.map(({ name, style }) => [name, style])).toEqual([
    ['model', 'model'],
    ['20-gram', 'ngram'],
    ['untrained network', 'text'],
  ]);
});

it('calls an upper bound what the tokens of the tokenizer alone give', () => {
  const [own, ...others] = complete.bitsPerCharacter;
  const entries = [{ ...own!, upperBound: bits(1.702) }, ...others];
  const [first] = sectionOf({ ...complete, bitsPerCharacter: entries }, 'bits')!.paragraphs;
  expect(plain(first!)).toMatch(
    /its tokenizer’s way alone gives an upper bound of 1\.702 bits \(1\.562–1\.842\)\.$/,
  );
  expect(plain(sectionOf(complete, 'bits')!.paragraphs[0]!)).not.toContain('upper bound');
});

it('withholds a verdict that rests on one document, and says which', () => {
  const why =
    '−0.061 (−0.074 to −0.048) over 32 documents; no verdict: tables.py alone accounts for 61 % of the variance.';
  expect(paragraphs({ measure: 'bits', order: 'withheld' })[0]).toMatch(
    new RegExp(`at 1\\.601 bits .*: ${escaped(why)}$`),
  );
  expect(paragraphs({ measure: 'state', order: 'withheld' })[1]).toContain(`a difference of ${why}`);
});

it('says the same of each document counted once', () => {
  expect(paragraphs({ measure: 'bits', order: 'below' }, true)[0]).toMatch(
    /With each document counted once it needs 1\.740, the 20-gram 1\.801: 0\.061 \(0\.048–0\.074\) fewer\.$/,
  );
  expect(paragraphs({ measure: 'bits', order: 'withheld' }, true)[0]).toMatch(/no verdict: tables\.py alone/);
  expect(paragraphs({ measure: 'state', order: 'undecided' }, true)[1]).toMatch(
    /With each document counted once: no detectable difference, \+0\.001 \(−0\.012 to \+0\.014\) over 32 documents\.$/,
  );
});

function escaped(text: string): string {
  return text.replaceAll(/[.()+]/g, '\\$&');
}
