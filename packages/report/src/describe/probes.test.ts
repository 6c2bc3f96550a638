import type { FartherAsked, PredictorProbes, Range, Result } from '@longrange/eval/internal';
import { describe, expect, it } from 'vitest';
import { gainSentence } from '../sections/closers.ts';
import { comparisonSentences, namedWriters } from '../sections/completion.ts';
import { distanceCostSentence } from '../sections/control-figure.ts';
import { memorySentence } from '../sections/effective-context.ts';
import { gradientSentence } from '../sections/gradient-reach.ts';
import { controlsTooLow, kindsSentence } from '../sections/minimal-pairs.ts';
import type { NamedProbes } from '../sections/named-probes.ts';
import { costSentence } from '../sections/perturbation.ts';
import { detectionSentences } from '../sections/units.ts';
import type { Order } from '../words/tested.ts';
import { describeResult } from './build-report.ts';
import { around, type Decided, decided, meanAt, plain } from './testing/decided.ts';
import { loadFixture, sectionOf } from './testing/load-fixture.ts';
import { after, at, few, near, range } from './testing/ranges.ts';
import { viewOf } from './view.ts';

const complete = loadFixture('complete');
const base = complete.probes!.predictors[0]!;
const withProbes = (probes: Partial<PredictorProbes>): NamedProbes => ({
  ...{ name: 'model', style: 'model', probes: { ...base, ...probes } },
});
const paragraph = (result: Result, section: string, index: number) =>
  plain(sectionOf(result, section)!.paragraphs[index]!);

/** Tests of one figure against the n-gram that came out so. */
const tests = (measure: string, ...orders: readonly [order: Order, from?: number][]): Decided[] =>
  orders.map(([order, from]) => ({ measure, second: '20-gram', order, ...(from !== undefined && { from }) }));

it('of the gain over the n-gram names only distances at which the test decides', () => {
  const say = (...orders: [Order, number][]) =>
    gainSentence(viewOf(decided(complete, ...tests('closer-probability/natural', ...orders))).probed);
  expect(say(['above', 1], ['undecided', 2], ['below', 4])).toMatch(
    /more probability than the 20-gram at 1 character and less at 4–7 characters\.$/,
  );
  expect(say(['undecided', 1])).toMatch(/^No detectable difference from the 20-gram/);
});

it('shows beside the closers known what a blind reader knows', () => {
  const blindReader = { ...base.closers, closer: ')', commonestIn: 'training' as const };
  const test = { measure: 'closers/natural', second: 'blind reader', order: 'below', from: 16 } as const;
  const asked = decided({ ...complete, probes: { ...complete.probes!, blindReader } }, test);
  expect(paragraph(asked, 'closers', 0)).toMatch(
    /A blind reader, which always answers “\)”, the commonest closer of the training text, knows [\d.]+ % \(.*\)\. This model does worse than the blind reader at 16–31 characters\./,
  );
  const { table } = sectionOf(asked, 'closers')!.figures[0]!;
  expect(table.columns).toContain('blind reader, length-controlled');
});

it('of the cost of distance names only distances at which the paired test decides', () => {
  const none = { between: [], before: [], openers: [] };
  const items = ['closers', 'names'].map((name) => ({
    ...{ name, measure: name, cost: [meanAt(64, 0.3, 0.1)], ...none },
  }));
  const test = { measure: 'closers', first: 'before', second: 'between' };
  const orders = { 64: 'undecided', 128: 'above', 256: 'above' } as const;
  const all = Object.entries(orders).map(([from, order]) => ({ ...test, order, from: Number(from) }));
  expect(distanceCostSentence(decided(complete, ...all).comparisons, items)).toMatch(
    /^Distance itself costs something for closers at 128–511 characters: /,
  );
  expect(distanceCostSentence([], items)).toMatch(/^No detectable cost/);
});

it('claims of two writers only what the corrected paired test shows', () => {
  const completions = complete.probes!.completions!;
  const say = (...orders: [kind: string, order: Order][]) => {
    const all = orders.flatMap(([kind, order]) => tests(`completion/${kind}`, [order]));
    const { comparisons } = decided(complete, ...all);
    return plain(comparisonSentences(completions, namedWriters(completions), comparisons).join(' '));
  };
  expect(say(['bracket', 'above'], ['string', 'below'])).toMatch(
    /^From the same prompts, this model closes brackets \(.*\) more often and single-line strings \(.*\) less often than/,
  );
  expect(say(['bracket', 'above'], ['string', 'undecided'])).toMatch(
    / than the 20-gram; no detectable difference for single-line strings\.$/,
  );
});

it('of corrupted text goes as far as a cost is shown without a gap: one far off may be chance', () => {
  const costs = { 4: 0.3, 8: 0.1, 16: 0.005, 32: 0.02 };
  const byDistance = Object.entries(costs).map(([beyond, value]) => ({
    ...{ beyond: Number(beyond), ...around(value, 0.01) },
  }));
  const bounds = { effective: null, effectiveLow: null, effectiveHigh: null };
  const probes = withProbes({ perturbation: [{ kind: 'shuffle', targets: 9, byDistance, ...bounds }] });
  expect(costSentence(probes)).toMatch(/shuffling text more than 8 characters back costs 0\.100/);
});

it('of the past says that a difference does not shrink only where the paired test does not decide it', () => {
  const byContext = [
    { context: 1, ...around(0.5, 0.05) },
    { context: 64, ...around(0.45, 0.05) },
  ];
  const test = { measure: 'past-memory', first: 'longest', second: 'shortest' };
  const say = (order: Order) =>
    memorySentence(
      decided(complete, { ...test, order }).comparisons,
      withProbes({ pastMemory: { targets: 9, byContext } }),
    );
  expect(say('below')).toMatch(/^With only the last character, .* by 0\.45 \(0\.40–0\.50\)\.$/);
  expect(say('undecided')).toMatch(/; no detectable change between the two\.$/);
});

it('of gradients names the lags from which on the whole interval lies below a tenth, a hundredth', () => {
  const say = (...norms: [lag: number, value: number][]) =>
    gradientSentence({
      targets: 9,
      byLag: norms.map(([lag, value]) => ({ lag, value, low: value * 0.9, high: value * 1.1 })),
    });
  expect(say([1, 1], [8, 0.1], [64, 0.05], [512, 0.004])).toMatch(
    /; it is less than a tenth of that from 64 on and a hundredth from 512\.$/,
  );
  expect(say([1, 1], [8, 0.01], [64, 0.5])).toMatch(
    /first falls below a tenth of that at 8, but not steadily\.$/,
  );
});

it('of units claims only what is shown beyond an untrained network, and beyond the surface', () => {
  const [sure, unsure] = [0.01, 0.06].map((pValue) => ({ ...around(0.2, 0.1), pValue })) as [
    ReturnType<typeof around> & { pValue: number },
    ReturnType<typeof around> & { pValue: number },
  ];
  const best = complete.probes!.units!.best[0]!;
  const told = (aboveUntrained: typeof sure, aboveSurface: typeof sure) => ({
    ...{ ...best, property: 'bracketDepth' as const, unit: 3, layer: 1, auc: around(0.9, 0.05) },
    ...{ aboveUntrained, aboveSurface },
  });
  const say = (...all: (typeof best)[]) => {
    const { answer, rest } = detectionSentences(all);
    return `${answer}|${rest}`;
  };
  expect(say(told(sure, sure), { ...told(sure, sure), property: 'indent', unit: 4 })).toMatch(
    /^Unit 3 of layer 1 detects open brackets \(AUC 0\.90, .*\) and unit 4 of layer 1 deep indentation .*, better than /,
  );
  expect(say(told(sure, unsure), { ...told(unsure, sure), property: 'inString' })).toMatch(
    /but not detectably better than a surface feature: open brackets\.\|Not .* untrained network: open strings\.$/,
  );
});

describe('minimal pairs', () => {
  const [brackets] = base.minimalPairs.scoring;
  type Kind = NonNullable<typeof brackets>['kind'];

  it('names the range of each kind, and why one has none', () => {
    const kinds: Partial<Record<Kind, Range>> = {
      ...{ import: few, closer: range(at(25), at(22), at(31)), clause: near(0.4) },
      quote: range(after(90), at(40), after(90)),
    };
    const scoring = Object.entries(kinds).map(([kind, measured]) => ({
      ...{ kind: kind as Kind, lengthControlled: null, natural: { ...brackets!.natural!, range: measured } },
    }));
    expect(plain(kindsSentence(withProbes({ minimalPairs: { scoring, generation: [] } })))).toBe(
      'When this model reads, the opener still decides brackets for 25 characters (95 % interval 22–31) and quotes for at least 90 (no pairs farther away; from 40). Too few pairs to measure: imports. Not measurable, since fewer than half of the nearest pairs are right: clauses.',
    );
  });

  it('draws length-controlled code of those kinds alone whose control is right, and names the others', () => {
    const probes = (measured: Range) => {
      const scoring = base.minimalPairs.scoring.map((one) => ({
        ...one,
        lengthControlled: one.lengthControlled && { ...one.lengthControlled, range: measured },
      }));
      return withProbes({ minimalPairs: { scoring, generation: [] } });
    };
    const figures = (measured: Range) => {
      const predictors = [probes(measured).probes];
      const section = sectionOf({ ...complete, probes: { ...complete.probes!, predictors } }, 'range')!;
      return section.figures.map(({ id }) => id).filter((id) => /length-controlled|control/.test(id));
    };
    const right = range(at(90), at(70), at(130));
    expect(figures(right)).toEqual(['minimal-pairs-length-controlled', 'minimal-pairs-control']);
    expect(controlsTooLow(probes(right))).toBe('');
    expect(figures(near(0.32))).toEqual([]);
    expect(plain(controlsTooLow(probes(near(0.32))))).toMatch(
      /^Not measurable in length-controlled code, since fewer than 90 % of the near controls are right: brackets \(32\.0 %\), /,
    );
  });

  it('says how far back was asked, and of what there was nothing so far back', () => {
    const items = (set: 'natural' | 'prompted', kind: string, first: number, ...counts: number[]) => ({
      ...{ set, kind: kind as 'closer' },
      buckets: counts.map((n, index) => {
        const from = first * 2 ** index;
        return { from, to: 2 * from, n, documents: Math.min(n, 2) };
      }),
    });
    const farther: FartherAsked = {
      maxDistance: 32_768,
      items: [
        items('natural', 'closer', 4096, 3, 0, 0),
        items('natural', 'import', 4096, 0, 1, 0),
        items('prompted', 'block', 1024, 1, 0, 1, 0, 0),
      ],
    };
    const asked = { ...complete, probes: { ...complete.probes!, farther } };
    expect(paragraph(asked, 'range', 1)).toContain(
      'Distances go up to 32,768 characters. So far back there was nothing to ask about of brackets in real code (8,192–32,767) and imports in real code (4,096–8,191 and 16,384–32,767).',
    );
    expect(paragraph(asked, 'completion', 1)).toContain(
      'They are open for as long as 16,384 characters. So far back there was nothing to ask about of blocks (2,048 and 8,192 to 16,384).',
    );
    const { rows } = sectionOf(asked, 'range')!.figures.find(({ id }) => id === 'farther')!.table;
    expect(rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : '')))).toEqual([
      ['4,096–8,191', '3', '0'],
      ['8,192–16,383', '0', '1'],
      ['16,384–32,767', '0', '0'],
    ]);
  });
});

it('the untrained network is in every section of memory, and not on the first screen', () => {
  const { headline, standfirst, range, scores, parts } = describeResult(complete);
  expect(JSON.stringify({ headline, standfirst, range, scores })).not.toContain('untrained');
  const sections = parts.flatMap((part) => part.sections);
  for (const id of ['range', 'closers', 'context', 'perturbation', 'past-memory']) {
    const { paragraphs, figures } = sections.find((section) => section.id === id)!;
    expect([id, paragraphs.join(' ').includes('the untrained network')]).toEqual([id, true]);
    expect([id, JSON.stringify(figures).includes('untrained network')]).toEqual([id, true]);
  }
});
