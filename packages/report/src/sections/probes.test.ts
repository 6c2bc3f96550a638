import type { MinimalPairs, PredictorProbes } from '@longrange/eval';
import { describe, expect, it } from 'vitest';
import { around, bucketAt, meanAt } from '../__fixtures__/buckets.ts';
import { type Decided, decided, plain } from '../__fixtures__/decided.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { NamedProbes } from '../document/names/probes.ts';
import type { Order } from '../document/words/tested.ts';
import { gainSentence, otherSentences, reachSentence } from './closers.ts';
import { contextPhrase, excessSentence } from './context.ts';
import { coinSentence, orderSentence } from './minimal-pairs.ts';
import { memorySentence } from './past-memory.ts';
import { costSentence } from './perturbation.ts';
import { distanceCostSentence } from './stretched-control.ts';

const complete = loadFixture('complete');
const base = complete.probes!.predictors[0]!;
const withProbes = (probes: Partial<PredictorProbes>): NamedProbes => ({
  name: 'model',
  style: 'model',
  probes: { ...base, ...probes },
});
const own = withProbes({});
const other: NamedProbes = { ...own, name: '20-gram', style: 'ngram' };

/** Tests of one figure against the n-gram that came out so. */
const tests = (measure: string, ...orders: readonly [order: Order, from?: number][]): Decided[] =>
  orders.map(([order, from]) => ({
    measure,
    second: '20-gram',
    order,
    ...(from === undefined ? {} : { from }),
  }));

describe('how far closers are known', () => {
  type Place = { side: 'at' | 'before' | 'after'; characters: number };
  const at = (characters: number): Place => ({ side: 'at', characters });
  const before = (characters: number): Place => ({ side: 'before', characters });
  const after: Place = { side: 'after', characters: 900 };
  const say = (crossing: Place, low: Place, high: Place) =>
    plain(
      reachSentence('In real code', 'this model', { n: 99, documents: 9, crossing, low, high, curve: [] }),
    );

  it.each<[Place, Place, Place, RegExp]>([
    [at(49), at(41), at(72), /knows four in five closers up to 49 characters .* \(95 % interval 41–72\)\.$/],
    [at(1), before(1), at(3), /up to 1 character from their openers \(95 % interval 0–3\)\.$/],
    [
      after,
      at(300),
      after,
      /more than four in five .* up to 900 characters \(95 % interval 300 to beyond 900\)\.$/,
    ],
    [before(1), before(1), before(1), /fewer than four in five closers at every distance\.$/],
    [
      before(69),
      before(69),
      at(90),
      /from 69 characters on, though the 95 % interval reaches 90 characters\.$/,
    ],
    [at(40), before(1), after, /too few closers to say/],
  ])('is said of %o', (crossing, low, high, words) => {
    expect(say(crossing, low, high)).toMatch(words);
  });
});

it('of the gain over the n-gram names only distances at which the test decides', () => {
  const say = (...orders: [Order, number][]) =>
    gainSentence(decided(complete, ...tests('closer-probability/natural', ...orders)));
  expect(say(['above', 1], ['undecided', 2], ['below', 4])).toMatch(
    /more probability than the 20-gram at 1 character and less at 4–7 characters\.$/,
  );
  expect(say(['undecided', 2], ['below', 4])).toMatch(/less probability than the 20-gram at 4–7/);
  expect(say(['undecided', 1])).toMatch(/^No detectable difference from the 20-gram/);
  expect(gainSentence({ ...complete, probes: { ...complete.probes!, closerGain: [] } })).toBe('');
});

describe('beside another predictor', () => {
  const say = (natural: Order | null, stretched: Order | null) => {
    const one = (form: string, order: Order | null) =>
      order === null ? [] : tests(`closers/${form}`, [order, 64]);
    return otherSentences(
      decided(complete, ...one('natural', natural), ...one('stretched', stretched)),
      own,
      other,
    );
  };

  it('closers are one sentence where both forms of code come out alike', () => {
    expect(say('above', 'undecided')).toMatch(
      /^In real code, this model does better .* at 64–127 characters\. In stretched code, no detectable/,
    );
    expect(say('undecided', 'undecided')).toMatch(/^In real and in stretched code, no detectable/);
    expect(say('below', null)).toMatch(/^In real code, this model does worse than the 20-gram/);
    expect(say(null, null)).toBe('');
  });

  it('minimal pairs are told apart where tests decide', () => {
    const pairs = (...orders: [kind: string, order: Order][]) =>
      orderSentence(
        decided(complete, ...orders.flatMap(([kind, order]) => tests(`pairs/${kind}/natural`, [order]))),
        own,
        other,
      );
    expect(pairs(['closer', 'above'], ['quote', 'below'], ['dedent', 'undecided'])).toBe(
      'This model does better than the 20-gram on closer types and worse on quote types; no detectable difference on dedent levels.',
    );
    expect(pairs(['closer', 'below'])).toMatch(/does worse than the 20-gram on closer types\.$/);
    expect(pairs(['closer', 'undecided'])).toMatch(/^No detectable difference from the 20-gram on closer/);
    expect(pairs()).toBe('');
  });
});

it('of the cost of distance names only kinds and distances at which the paired test decides', () => {
  const items = (name: string) => {
    const none = { between: [], before: [], openers: [] };
    return { name, measure: name, cost: [meanAt(64, 0.3, 0.1)], ...none };
  };
  const test = { measure: 'closers', first: 'before', second: 'between' };
  const result = decided(
    complete,
    { ...test, order: 'undecided', from: 64 },
    { ...test, order: 'above', from: 128 },
    { ...test, order: 'above', from: 256 },
  );
  expect(distanceCostSentence(result, [items('closers'), items('names')])).toMatch(
    /^Distance itself costs something for closers at 128–511 characters: /,
  );
  expect(distanceCostSentence(decided(complete), [items('closers')])).toMatch(/^No detectable cost/);
  expect(distanceCostSentence(result, [])).toBe('');
});

it('of minimal pairs tells better than a coin from worse, from undecided, and from too few', () => {
  const pairs = (kind: MinimalPairs['kind'], estimate: number, n = 100): MinimalPairs => {
    const overall = bucketAt(1, estimate, 0.05, n);
    return { ...base.minimalPairs[0]!, kind, natural: { ...base.minimalPairs[0]!.natural, overall } };
  };
  const minimalPairs = [
    pairs('closer', 0.9),
    pairs('quote', 0.55),
    pairs('dedent', 0.3),
    pairs('clause', 1, 29),
  ];
  const coin = (kind: string, order: Order): Decided => {
    return { measure: `pairs/${kind}/natural`, second: 'coin', order };
  };
  const result = decided(
    complete,
    coin('closer', 'above'),
    coin('quote', 'undecided'),
    coin('dedent', 'below'),
  );
  const said = plain(coinSentence(result, withProbes({ minimalPairs }))).replace(/ at [^.]* n \d+\)/g, '');
  expect(said.replace(/ at .*?\)/g, '')).toBe(
    'This model beats a coin on closer types. This model does worse than a coin on dedent levels. No detectable difference from a coin on quote types. Too few pairs to judge: else or except.',
  );
  expect(coinSentence(result, withProbes({ minimalPairs: [] }))).toBe('There are no pairs to judge.');
});

describe('what is said of context', () => {
  const byContext = [
    { n: 1, ...around(4, 0.1) },
    { n: 8, ...around(2.2, 0.1) },
    { n: 64, ...around(2.01, 0.1) },
  ];
  const say = (effective: number | null, low: number | null, high: number | null, whole = 2) => {
    const all = { all: around(whole, 0.1), effective, effectiveLow: low, effectiveHigh: high };
    const probes = withProbes({ effectiveContext: { targets: 100, byContext, ...all } });
    return plain(`${contextPhrase(probes)}. ${excessSentence(probes)}`);
  };

  it('names n* and what the next shorter context costs', () => {
    expect(say(64, 64, null)).toMatch(
      /uses the last 64 characters \(n\*, 95 % interval 64 to over 64\)\. .* with only the last 8 it needs 10\.0 % more\.$/,
    );
    expect(say(1, 1, 1)).toMatch(
      /uses the last character \(n\*, the 95 % interval agrees\)\. .* per character\.$/,
    );
  });

  it('does not invent an n* beyond the longest context tested', () => {
    expect(say(null, null, null, 1.5)).toMatch(
      /uses more than the last 64 characters, .* last 64 it needs 34\.0 % more/,
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
    const shuffle: [number, number][] = [
      [4, 0.3],
      [8, 0.1],
      [16, 0.005],
      [32, 0.02],
    ];
    expect(corrupt({ shuffle })).toMatch(/shuffling text more than 8 characters back costs 0\.100/);
  });

  it('says where the test ended before the cost did, and where there was none', () => {
    expect(corrupt({ shuffle: [[1, 0.3]], reverse: [[1, 0.005]], replace: [[1, 0.01]] })).toMatch(
      /more than 1 character back \(the farthest tested\) costs .*; no detectable cost from reversing or replacing it\.$/,
    );
    expect(corrupt({ shuffle: [[8, 0.3]], reverse: [[8, 0.2]] })).toMatch(
      /shuffling or reversing text more than 8 .* costs 0\.300 \(.*\) and 0\.200 \(.*\) bits/,
    );
    expect(corrupt({ shuffle: [[4, 0.005]] })).toBe('No detectable cost for this model.');
    expect(corrupt({ shuffle: [] })).toBe('');
  });
});

it('of the past says that a difference does not shrink only where the paired test does not decide it', () => {
  const past = (...distances: [context: number, value: number][]) =>
    withProbes({
      pastMemory: {
        targets: 9,
        byContext: distances.map(([context, value]) => ({ context, ...around(value, 0.05) })),
      },
    });
  const say = (order: Order) =>
    memorySentence(
      decided(complete, { measure: 'past-memory', first: 'longest', second: 'shortest', order }),
      past([1, 0.5], [64, 0.45]),
    );
  expect(say('below')).toMatch(/^With only the last character, .* by 0\.450 \(0\.400–0\.500\)\.$/);
  expect(say('undecided')).toMatch(/; no detectable change between the two\.$/);
  expect(memorySentence(complete, past([8, 0.5]))).toMatch(/^With only the last 8 .* from 0 to 1\.$/);
});
