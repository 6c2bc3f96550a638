import { describe, expect, it } from 'vitest';
import { gainSentence } from '../probes/closers/section.ts';
import { contextPhrase, excessSentence, memorySentence } from '../probes/effective-context/section.ts';
import { distanceCostSentence } from '../probes/length-controlled/control-figure.ts';
import type { NamedProbes } from '../probes/named-probes.ts';
import { costSentence } from '../probes/perturbation/section.ts';
import type { PredictorProbes } from '../probes/schema.ts';
import type { Order } from '../words/tested.ts';
import { describeResult } from './build-report.ts';
import { around, meanAt } from './testing/buckets.ts';
import { type Decided, decided, plain } from './testing/decided.ts';
import { loadFixture } from './testing/load-fixture.ts';
import { viewOf } from './view.ts';

const complete = loadFixture('complete');
const base = complete.probes!.predictors[0]!;
const withProbes = (probes: Partial<PredictorProbes>): NamedProbes => ({
  name: 'model',
  style: 'model',
  probes: { ...base, ...probes },
});

/** Tests of one figure against the n-gram that came out so. */
const tests = (measure: string, ...orders: readonly [order: Order, from?: number][]): Decided[] =>
  orders.map(([order, from]) => ({
    measure,
    second: '20-gram',
    order,
    ...(from === undefined ? {} : { from }),
  }));

it('of the gain over the n-gram names only distances at which the test decides', () => {
  const say = (...orders: [Order, number][]) =>
    gainSentence(viewOf(decided(complete, ...tests('closer-probability/natural', ...orders))).probed);
  expect(say(['above', 1], ['undecided', 2], ['below', 4])).toMatch(
    /more probability than the 20-gram at 1 character and less at 4–7 characters\.$/,
  );
  expect(say(['undecided', 2], ['below', 4])).toMatch(/less probability than the 20-gram at 4–7/);
  expect(say(['undecided', 1])).toMatch(/^No detectable difference from the 20-gram/);
  expect(gainSentence(viewOf({ ...complete, probes: { ...complete.probes!, closerGain: [] } }).probed)).toBe(
    '',
  );
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
  expect(distanceCostSentence(result.comparisons, [items('closers'), items('names')])).toMatch(
    /^Distance itself costs something for closers at 128–511 characters: /,
  );
  expect(distanceCostSentence(decided(complete).comparisons, [items('closers')])).toMatch(
    /^No detectable cost/,
  );
  expect(distanceCostSentence(result.comparisons, [])).toBe('');
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
          ...{ effective: null, effectiveLow: null, effectiveHigh: null },
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
      decided(complete, { measure: 'past-memory', first: 'longest', second: 'shortest', order }).comparisons,
      past([1, 0.5], [64, 0.45]),
    );
  expect(say('below')).toMatch(/^With only the last character, .* by 0\.45 \(0\.40–0\.50\)\.$/);
  expect(say('undecided')).toMatch(/; no detectable change between the two\.$/);
  expect(memorySentence(complete.comparisons, past([8, 0.5]))).toMatch(
    /^With only the last 8 .* from 0 to 1\.$/,
  );
});

it('the untrained network is in every section of memory, and not on the first screen', () => {
  const { headline, standfirst, range, scores, parts } = describeResult(complete);
  expect(JSON.stringify({ headline, standfirst, range, scores })).not.toContain('untrained');
  const sections = parts.flatMap((part) => part.sections);
  for (const id of ['range', 'closers', 'context', 'perturbation', 'past-memory']) {
    const { paragraphs, figures } = sections.find((section) => section.id === id)!;
    expect([id, paragraphs.join(' ').includes('the untrained network')]).toEqual([id, true]);
    expect([id, JSON.stringify(figures[0]).includes('untrained network')]).toEqual([id, true]);
  }
});
