import type { MinimalPairs, PredictorProbes } from '@longrange/eval';
import { describe, expect, it } from 'vitest';
import { bucketAt, meanAt } from '../__fixtures__/buckets.ts';
import { decided, plain } from '../__fixtures__/decided.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { NamedProbes } from '../document/names/probes.ts';
import type { Result } from '../document/types.ts';
import type { Order } from '../document/words/tested.ts';
import { gainSentence, otherSentences } from './closers.ts';
import { contextPhrase, excessSentence } from './context.ts';
import { coinSentence, orderSentence } from './minimal-pairs.ts';
import { memorySentence } from './past-memory.ts';
import { costSentence } from './perturbation.ts';
import { distanceCostSentence } from './stretched-control.ts';

const around = (value: number, half: number) => ({ value, low: value - half, high: value + half });

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
  ...orders: readonly { order: Order; from?: number; measure?: string; second?: string }[]
): Result {
  return decided(complete, ...orders.map((test) => ({ ...sides, ...test })));
}

describe('what is said of the gain over the n-gram', () => {
  const sides = { measure: 'closer-probability/natural', first: 'model', second: '10-gram' };

  it('names only distances at which the test decides', () => {
    const [above, open, below] = [
      { order: 'above', from: 1 },
      { order: 'undecided', from: 2 },
      { order: 'below', from: 4 },
    ] as const;
    const say = (...orders: { order: Order; from: number }[]) => gainSentence(withTests(sides, ...orders));
    expect(say(above, open, below)).toBe(
      'This model gives the true closer more probability than the 10-gram at 1 character and less at 4–7 characters.',
    );
    expect(say(open, below)).toBe(
      'This model gives the true closer less probability than the 10-gram at 4–7 characters.',
    );
    expect(say(open)).toBe(
      'No detectable difference from the 10-gram in the probability of the true closer, at any distance.',
    );
    expect(
      gainSentence({ ...withTests(sides, above), probes: { ...complete.probes!, closerGain: [] } }),
    ).toBe('');
  });
});

describe('what is said of closers beside another predictor', () => {
  const own = withProbes({});
  const other: NamedProbes = { ...own, name: '10-gram', style: 'ngram' };
  const say = (natural: Order | null, stretched: Order | null) =>
    otherSentences(
      withTests(
        { measure: '', first: 'model', second: '10-gram' },
        ...(natural === null ? [] : [{ measure: 'closers/natural', order: natural, from: 64 }]),
        ...(stretched === null ? [] : [{ measure: 'closers/stretched', order: stretched, from: 64 }]),
      ),
      own,
      other,
    );

  it('is one sentence where both forms of code come out alike', () => {
    expect(say('above', 'undecided')).toBe(
      'In real code, this model does better than the 10-gram at 64–127 characters. In stretched code, no detectable difference between this model and the 10-gram at any distance.',
    );
    expect(say('undecided', 'undecided')).toBe(
      'In real and in stretched code, no detectable difference between this model and the 10-gram at any distance.',
    );
    expect(say('below', null)).toBe(
      'In real code, this model does worse than the 10-gram at 64–127 characters.',
    );
    expect(say(null, null)).toBe('');
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
      'Distance itself costs something for closers at 128–511 characters: with the same filler before the two ends instead of between them, the model does better.',
    );
    expect(distanceCostSentence(withTests(sides), [closers])).toBe(
      'No detectable cost of distance: with the same filler before the two ends instead of between them, there is no detectable difference.',
    );
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
      'This model beats a coin on closer types at 90.0 % (85.0–95.0 %, n 100). This model does worse than a coin on dedent levels at 30.0 % (20.0–40.0 %, n 100). No detectable difference from a coin on quote types at 55.0 % (45.0–65.0 %, n 100). Too few pairs to judge: else or except at 100 % (90.0–100 %, n 9).',
    );
    expect(coinSentence(result, withProbes({ minimalPairs: [] }))).toBe('There are no pairs to judge.');
  });
});

describe('what is said of minimal pairs beside another predictor', () => {
  const own = withProbes({ minimalPairs: base.minimalPairs });
  const other: NamedProbes = { ...own, name: '10-gram', style: 'ngram' };
  const say = (...orders: [kind: string, order: Order][]) =>
    orderSentence(
      decided(
        complete,
        ...orders.map(([kind, order]) => ({ measure: `pairs/${kind}/natural`, second: '10-gram', order })),
      ),
      own,
      other,
    );

  it('names what tests decide, and what they leave undecided', () => {
    expect(say(['closer', 'above'], ['quote', 'below'], ['dedent', 'undecided'])).toBe(
      'This model does better than the 10-gram on closer types and worse on quote types; no detectable difference on dedent levels.',
    );
    expect(say(['closer', 'below'])).toBe('This model does worse than the 10-gram on closer types.');
    expect(say(['closer', 'undecided'], ['clause', 'undecided'])).toBe(
      'No detectable difference from the 10-gram on closer types and else or except.',
    );
    expect(say()).toBe('');
  });
});

describe('what is said of context', () => {
  const byContext = [
    { n: 1, ...around(4, 0.1) },
    { n: 8, ...around(2.2, 0.1) },
    { n: 64, ...around(2.01, 0.1) },
  ];

  const say = (effective: number | null, low: number | null, high: number | null, whole = 2) => {
    const interval = { effective, effectiveLow: low, effectiveHigh: high };
    const probes = withProbes({
      effectiveContext: { targets: 100, byContext, all: around(whole, 0.1), ...interval },
    });
    return plain(`${contextPhrase(probes)}. ${excessSentence(probes)}`);
  };

  it('names n* and what the next shorter context costs', () => {
    expect(say(64, 64, null)).toBe(
      'this model uses the last 64 characters (n*, 95 % interval 64 to over 64). With the whole text, this model needs 2.000 (1.900–2.100) bits per character; with only the last 8 it needs 10.0 % more.',
    );
    expect(say(1, 1, 1)).toBe(
      'this model uses the last character (n*, the 95 % interval agrees). With the whole text, this model needs 2.000 (1.900–2.100) bits per character.',
    );
  });

  it('does not invent an n* beyond the longest context tested', () => {
    expect(say(null, null, null, 1.5)).toBe(
      'this model uses more than the last 64 characters, the longest context tested. With the whole text, this model needs 1.500 (1.400–1.600) bits per character; with only the last 64 it needs 34.0 % more.',
    );
  });
});

describe('what is said of corrupted text', () => {
  type Kind = PredictorProbes['perturbation'][number]['kind'];
  const corrupt = (kinds: Partial<Record<Kind, [beyond: number, value: number][]>>) =>
    costSentence(
      withProbes({
        perturbation: Object.entries(kinds).map(([kind, costs]) => ({
          kind: kind as Kind,
          targets: 9,
          byDistance: costs.map(([beyond, value]) => ({ beyond, ...around(value, 0.01) })),
        })),
      }),
    );

  it('goes as far as a cost is shown without a gap: one far off may be chance', () => {
    expect(
      corrupt({
        shuffle: [
          [4, 0.3],
          [8, 0.1],
          [16, 0.005],
          [32, 0.02],
        ],
      }),
    ).toBe(
      'For this model, shuffling text more than 8 characters back costs 0.100 (0.090–0.110) bits per character.',
    );
  });

  it('says where the test ended before the cost did, and where there was none', () => {
    expect(corrupt({ shuffle: [[1, 0.3]], reverse: [[1, 0.005]], replace: [[1, 0.01]] })).toBe(
      'For this model, shuffling text more than 1 character back (the farthest tested) costs 0.300 (0.290–0.310) bits per character; no detectable cost from reversing or replacing it.',
    );
    const some = corrupt({
      shuffle: [[8, 0.3]],
      reverse: [[8, 0.2]],
      replace: [
        [4, 0.1],
        [8, 0.005],
      ],
    });
    expect(some).toBe(
      'For this model, shuffling or reversing text more than 8 characters back (the farthest tested) costs 0.300 (0.290–0.310) and 0.200 (0.190–0.210) bits per character and replacing text more than 4 characters back costs 0.100 (0.090–0.110) bits per character.',
    );
    expect(corrupt({ shuffle: [[4, 0.005]] })).toBe('No detectable cost for this model.');
    expect(corrupt({ shuffle: [] })).toBe('');
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
      'With only the last character, this model’s predictions differ from those with the whole text by 0.500 (0.450–0.550) on a scale from 0 to 1; with the last 64 characters, by 0.450 (0.400–0.500).',
    );
    expect(memorySentence(withTests(sides, { order: 'undecided' }), own)).toContain(
      'by 0.450 (0.400–0.500); no detectable change between the two.',
    );
    expect(memorySentence(withTests(sides), past([8, 0.5]))).toBe(
      'With only the last 8 characters, this model’s predictions differ from those with the whole text by 0.500 (0.450–0.550) on a scale from 0 to 1.',
    );
  });
});
