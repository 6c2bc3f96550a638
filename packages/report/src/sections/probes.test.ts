import type { Control, MinimalPairs, PredictorProbes } from '@longrange/eval';
import { describe, expect, it } from 'vitest';
import { bucketAt, meanAt } from '../__fixtures__/buckets.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { NamedProbes } from '../document/probes.ts';
import type { Order } from '../document/tested.ts';
import type { Result } from '../document/types.ts';
import { gainSentence } from './closers.ts';
import { contextSentence } from './context.ts';
import { controlSentence } from './controls.ts';
import { gradientSentence } from './gradient.ts';
import { coinSentence } from './minimal-pairs.ts';
import { memorySentence } from './past-memory.ts';
import { costSentence } from './perturbation.ts';
import { distanceCostSentence } from './stretched-control.ts';
import { ablationSentence, toldSentence } from './units.ts';

const around = (value: number, half: number) => ({ value, low: value - half, high: value + half });
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

const base = loadFixture('complete').probes!.predictors[0]!;
const withProbes = (probes: Partial<PredictorProbes>): NamedProbes => ({
  name: 'model',
  style: 'model',
  probes: { ...base, ...probes },
});

const complete = loadFixture('complete');

/** A result whose tests of one figure came out so. */
function withTests(
  sides: { measure: string; first: string; second: string },
  ...orders: readonly { order: Order; from?: number; measure?: string }[]
): Result {
  const comparisons = orders.map(({ order, from, measure = sides.measure }) => ({
    ...complete.comparisons[0]!,
    ...sides,
    ...{ measure, order, range: from === undefined ? null : { from, to: 2 * from } },
  }));
  return { ...complete, comparisons };
}

describe('what is said of the gain over the n-gram', () => {
  const sides = { measure: 'closer-probability/natural', first: 'model', second: '10-gram' };

  it('names only distances at which the test decides', () => {
    const decided = withTests(
      sides,
      { order: 'above', from: 1 },
      { order: 'undecided', from: 2 },
      { order: 'below', from: 4 },
    );
    expect(gainSentence(decided)).toBe(
      'Closer by closer, the model gives the true closer more probability than the n-gram does at 1 character, and gives it less at 4–7 characters.',
    );
    expect(gainSentence(withTests(sides))).toContain('no distance shows a difference');
    expect(gainSentence({ ...decided, probes: { ...complete.probes!, closerGain: [] } })).toBe('');
  });
});

describe('what is said of the cost of distance', () => {
  const items = (name: string, cost: ReturnType<typeof meanAt>[]) => ({
    name,
    measure: name,
    cost,
    between: [],
    before: [],
    openers: [],
  });

  it('names only kinds and distances at which the paired test decides', () => {
    const sides = { measure: 'closers', first: 'before', second: 'between' };
    const result = withTests(
      sides,
      { order: 'undecided', from: 64 },
      { order: 'above', from: 128 },
      { order: 'above', from: 256 },
    );
    const [closers, names] = [
      items('closers', [meanAt(64, 0.3, 0.1)]),
      items('names', [meanAt(64, 0.1, 0.2)]),
    ];
    expect(distanceCostSentence(result, [closers, names])).toBe(
      'With the same filler before the first end instead of between the two, more is held of closers at 128–511 characters: so much is due to distance, not to what is odd about the filler.',
    );
    expect(distanceCostSentence(withTests(sides), [closers])).toContain('no kind is shown');
    expect(distanceCostSentence(result, [])).toBe('');
  });
});

describe('what is said of minimal pairs', () => {
  const pairs = (kind: MinimalPairs['kind'], estimate: number, half: number, n = 100): MinimalPairs => {
    const {
      from: _from,
      to: _to,
      censored: _censored,
      thin: _thin,
      ...overall
    } = bucketAt(1, estimate, half, n);
    return { ...base.minimalPairs[0]!, kind, natural: { ...base.minimalPairs[0]!.natural, overall } };
  };

  it('tells better than a coin from worse, from undecided, and from too few', () => {
    const minimalPairs = [
      pairs('closer', 0.9, 0.05),
      pairs('quote', 0.55, 0.1),
      pairs('dedent', 0.3, 0.1),
      pairs('clause', 1, 0.1, 9),
    ];
    const result = withTests(
      { measure: '', first: 'model', second: 'coin' },
      { measure: 'pairs/closer/natural', order: 'above' },
      { measure: 'pairs/quote/natural', order: 'undecided' },
      { measure: 'pairs/dedent/natural', order: 'below' },
    );
    expect(plain(coinSentence(result, withProbes({ minimalPairs })))).toBe(
      'This model is better than a coin at the type of a closer, 90.0 % (85.0–95.0 %, n 100). This model is worse than a coin at the level of a dedent, 30.0 % (20.0–40.0 %, n 100). Not told from a coin: the type of a quote, 55.0 % (45.0–65.0 %, n 100). Too few pairs to say: else or except, 100 % (90.0–100 %, n 9).',
    );
  });
});

describe('what is said of context', () => {
  const byContext = [
    { n: 1, ...around(4, 0.1) },
    { n: 8, ...around(2.2, 0.1) },
    { n: 64, ...around(2.01, 0.1) },
  ];

  it('names n* and what the next shorter context costs', () => {
    const effectiveContext = {
      ...{ targets: 100, byContext, all: around(2, 0.1) },
      ...{ effective: 64, effectiveLow: 64, effectiveHigh: null },
    };
    expect(plain(contextSentence(withProbes({ effectiveContext })))).toBe(
      'This model needs the last 64 characters (n*; by the 95 % intervals, 64 or more) to come within 1 % of what all of them give, 2.000 (1.900–2.100) bits; 8 cost 10.0 % more.',
    );
  });

  it('does not invent an n* beyond the longest context tested', () => {
    const effectiveContext = {
      ...{ targets: 100, byContext, all: around(1.5, 0.1) },
      ...{ effective: null, effectiveLow: null, effectiveHigh: null },
    };
    expect(plain(contextSentence(withProbes({ effectiveContext })))).toBe(
      'This model uses more than the longest context tested: the last 64 characters give 34.0 % more bits than all.',
    );
  });
});

describe('what is said of spoilt text', () => {
  const spoil = (...costs: [beyond: number, value: number][]) =>
    withProbes({
      perturbation: [
        {
          kind: 'shuffle',
          targets: 9,
          byDistance: costs.map(([beyond, value]) => ({ beyond, ...around(value, 0.01) })),
        },
      ],
    });

  it('goes as far as a cost is shown without a gap: one far off may be chance', () => {
    expect(costSentence(spoil([4, 0.3], [8, 0.1], [16, 0.005], [32, 0.02]))).toBe(
      'For this model a cost is shown at every distance: shuffled, up to 8 characters (0.100 bits, 0.090–0.110).',
    );
  });

  it('says where the test ended before the cost did, and where there was none', () => {
    expect(costSentence(spoil([4, 0.3], [8, 0.1]))).toContain(
      'up to 8 characters (0.100 bits, 0.090–0.110), the farthest tested',
    );
    expect(costSentence(spoil([4, 0.005]))).toContain('shuffled, at none');
    expect(costSentence(spoil())).toBe('');
  });
});

describe('what is said of the past', () => {
  const past = (...distances: [context: number, value: number][]) =>
    withProbes({
      pastMemory: {
        targets: 9,
        byContext: distances.map(([context, value]) => ({ context, ...around(value, 0.05) })),
      },
    });

  it('says that a difference does not shrink only where the paired test does not decide it', () => {
    const sides = { measure: 'past-memory', first: 'longest', second: 'shortest' };
    const own = past([1, 0.5], [64, 0.45]);
    expect(memorySentence(withTests(sides, { order: 'below' }), own)).toBe(
      'This model: after 1 character its predictions differ from those after all by 0.500 (0.450–0.550), after 64 by 0.450 (0.400–0.500).',
    );
    expect(memorySentence(withTests(sides, { order: 'undecided' }), own)).toContain(
      'this does not show it to shrink',
    );
  });
});

describe('what is said of gradients', () => {
  const lags = (...norms: [lag: number, value: number][]) => ({
    targets: 9,
    byLag: norms.map(([lag, value]) => ({ lag, value, low: value * 0.9, high: value * 1.1 })),
  });

  it('names the lags from which on the whole interval lies below a tenth, a hundredth', () => {
    expect(gradientSentence(lags([1, 1], [8, 0.1], [64, 0.05], [512, 0.004]))).toBe(
      'At a lag of 1 character it is 1 (0.9–1.1), and under a tenth of that from 64 characters on, under a hundredth of that from 512 characters on.',
    );
  });

  it('does not call a fall steady that is none, nor one that is not shown', () => {
    expect(gradientSentence(lags([1, 1], [8, 0.01], [64, 0.5]))).toContain('it does not fall steadily');
    expect(gradientSentence(lags([1, 1], [8, 0.1]))).toContain('up to 8 it is not shown to fall to a tenth');
  });
});

describe('what is said of units', () => {
  const { best, ablation } = loadFixture('complete').probes!.units!;
  const above = (value: number, half: number, pValue: number) => ({ ...around(value, half), pValue });
  const told = (untrained: ReturnType<typeof above>, surface: ReturnType<typeof above>) => [
    {
      ...best[0]!,
      unit: 3,
      layer: 1,
      auc: around(0.9, 0.05),
      aboveUntrained: untrained,
      aboveSurface: surface,
    },
  ];

  it('is told only what is shown beyond an untrained network, and beyond the surface', () => {
    const [sure, unsure] = [above(0.2, 0.1, 0.01), above(0.2, 0.1, 0.06)];
    expect(toldSentence('The best unit', told(sure, sure))).toBe(
      'The best unit tells more than the untrained network and more than the surface of depth of brackets (unit 3 of layer 1, AUC 0.90 (0.85–0.95)).',
    );
    expect(toldSentence('The best unit', told(sure, unsure))).toBe(
      'More than the untrained network, but not shown to tell more than the surface: depth of brackets.',
    );
    expect(toldSentence('The best unit', told(unsure, sure))).toBe(
      'Not shown to tell more than the untrained network: depth of brackets.',
    );
  });

  it('says of a unit held whether that costs more than another does', () => {
    const others = [0.01, 0.2].map((drop, unit) => ({ unit, drop }));
    const one = { ...ablation[0]!, others, probability: around(0.8, 0.1), drop: around(0.1, 0.05) };
    expect(ablationSentence({ ...one, excess: above(0.09, 0.05, 0.01) })).toBe(
      'With unit 117 of layer 2 held at its mean, the probability of the right closer of a bracket goes from 0.800 down by 0.100 (0.050–0.150): more than other units of the layer do, by 0.090 (0.040–0.140). Of 2 other units drawn at random, 1 costs as much.',
    );
    expect(ablationSentence({ ...one, excess: above(0.09, 0.05, 0.2) })).toContain(
      'not shown to be more than other units of the layer cost',
    );
  });
});

describe('what is said of a control', () => {
  const control = (last: number, half: number): Control => ({
    ...loadFixture('complete').probes!.controls[0]!,
    label: 'copy',
    trainingLength: 2,
    byDistance: [bucketAt(1, 0.95, 0.02), bucketAt(2, last, half)],
    d80: { characters: 4, limited: true, low: last - half >= 0.8 ? 4 : 2, high: null },
  });

  it('claims more than the training length only where the interval does', () => {
    expect(controlSentence(control(0.95, 0.02))).toContain('Copy: 99.58');
    expect(controlSentence(control(0.95, 0.02))).toContain(
      'D80 at least 4 characters, shown beyond the 2 it was trained on',
    );
    expect(controlSentence(control(0.85, 0.1))).toContain('not shown beyond the 2 it was trained on');
  });
});
