import type { Control, MinimalPairs, PredictorProbes } from '@longrange/eval';
import { describe, expect, it } from 'vitest';
import { bucketAt, meanAt } from '../__fixtures__/buckets.ts';
import { decided, plain, shareOf } from '../__fixtures__/decided.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { NamedProbes } from '../document/probes.ts';
import type { Order } from '../document/tested.ts';
import type { Result } from '../document/types.ts';
import { gainSentence, otherSentences } from './closers.ts';
import { contextPhrase, excessSentence } from './context.ts';
import { controlSentence, summarySentence } from './controls.ts';
import { timeScaleSentence } from './gates.ts';
import { gradientSentence } from './gradient.ts';
import { coinSentence, orderSentence } from './minimal-pairs.ts';
import { memorySentence } from './past-memory.ts';
import { costSentence } from './perturbation.ts';
import { distanceCostSentence } from './stretched-control.ts';
import { ablationSentence, detectionSentences, unitName } from './units.ts';

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
      'this model uses the last 64 characters (n*, 95 % interval 64 or more). With the whole text, this model needs 2.000 (1.900–2.100) bits per character; with only the last 8 it needs 10.0 % more.',
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
    ).toBe('For this model, shuffling text more than 8 characters back costs 0.100 (0.090–0.110) bits.');
  });

  it('says where the test ended before the cost did, and where there was none', () => {
    expect(corrupt({ shuffle: [[1, 0.3]], reverse: [[1, 0.005]], replace: [[1, 0.01]] })).toBe(
      'For this model, shuffling text more than 1 character back (the farthest tested) costs 0.300 (0.290–0.310) bits; no detectable cost from reversing or replacing it.',
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
      'For this model, shuffling or reversing text more than 8 characters back (the farthest tested) costs 0.300 (0.290–0.310) and 0.200 (0.190–0.210) bits and replacing text more than 4 characters back costs 0.100 (0.090–0.110) bits.',
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
      'With only the last character, this model’s predictions differ from those with the whole text by 0.500 (0.450–0.550); with the last 64 characters, by 0.450 (0.400–0.500).',
    );
    expect(memorySentence(withTests(sides, { order: 'undecided' }), own)).toContain(
      'by 0.450 (0.400–0.500); no detectable change between the two.',
    );
    expect(memorySentence(withTests(sides), past([8, 0.5]))).toBe(
      'With only the last 8 characters, this model’s predictions differ from those with the whole text by 0.500 (0.450–0.550).',
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
      'At a lag of 1 character the gradient is 1 (0.9–1.1); it is less than a tenth of that from 64 on and a hundredth from 512.',
    );
  });

  it('does not call a fall steady that is none, nor one that is not shown', () => {
    expect(gradientSentence(lags([1, 1], [8, 0.01], [64, 0.5]))).toBe(
      'At a lag of 1 character the gradient is 1 (0.9–1.1); it first falls below a tenth of that at 8, but not steadily.',
    );
    expect(gradientSentence(lags([1, 1], [8, 0.1]))).toBe(
      'At a lag of 1 character the gradient is 1 (0.9–1.1); up to 8 it is not shown to fall to a tenth of that.',
    );
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
    const say = (all: ReturnType<typeof told>, detector: typeof unitName = unitName) => {
      const { answer, rest } = detectionSentences(all, detector);
      return `${answer}|${rest}`;
    };
    expect(say(told(sure, sure))).toBe(
      'Unit 3 of layer 1 detects open brackets (AUC 0.90, 0.85–0.95), better than the untrained network and any surface feature.|',
    );
    const second = { ...told(sure, sure)[0]!, property: 'indent' as const };
    expect(say([...told(sure, sure), { ...second, unit: 4 }])).toBe(
      'Unit 3 of layer 1 detects open brackets (AUC 0.90, 0.85–0.95) and unit 4 of layer 1 deep indentation (AUC 0.90, 0.85–0.95), better than the untrained network and any surface feature.|',
    );
    expect(say([...told(sure, sure), second], () => 'one probe')).toBe(
      'One probe detects open brackets (AUC 0.90, 0.85–0.95) and deep indentation (AUC 0.90, 0.85–0.95), better than the untrained network and any surface feature.|',
    );
    expect(say([...told(sure, unsure), { ...told(unsure, sure)[0]!, property: 'inString' }])).toBe(
      'Better than the untrained network, but not detectably better than a surface feature: open brackets.|Not detectably better than the untrained network: open strings.',
    );
    expect(say(told(unsure, sure))).toBe('Not detectably better than the untrained network: open brackets.|');
    expect(say([])).toBe('|');
  });

  it('says of a unit held whether that costs more than another does', () => {
    const others = [0.01, 0.2].map((drop, unit) => ({ unit, drop }));
    const one = { ...ablation[0]!, others, probability: around(0.8, 0.1), drop: around(0.1, 0.05) };
    expect(ablationSentence({ ...one, excess: above(0.09, 0.05, 0.01) })).toBe(
      'Holding unit 117 of layer 2 at its mean lowers the probability of the right closing bracket from 0.800 by 0.100 (0.050–0.150), 0.090 (0.040–0.140) more than holding other units of the layer does. Of 2 other units drawn at random, 1 costs as much.',
    );
    expect(ablationSentence({ ...one, excess: above(0.09, 0.05, 0.2) })).toContain(
      'not detectably more than holding other units of the layer does. Of 2',
    );
    const few = { ...one, excess: above(0.09, 0.05, 0.01), others: [{ unit: 1, drop: 0.01 }] };
    expect(ablationSentence(few)).toContain('Of 1 other unit drawn at random, none costs as much.');
    expect(ablationSentence({ ...few, drop: around(0.01, 0.05) })).toBe(
      'Holding unit 117 of layer 2 at its mean does not detectably lower the probability of the right closing bracket: from 0.800 by 0.010 (−0.040 to 0.060).',
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
    expect(plain(controlSentence(control(0.95, 0.02)))).toMatch(
      /^Copy: 99.58 % \(.*, n .*\) right, D80 at least 4 characters, beyond its training length of 2\.$/,
    );
    expect(controlSentence(control(0.85, 0.1))).toMatch(/, not shown beyond its training length of 2\.$/);
    const near = { ...control(0.95, 0.02), trainingLength: 64 };
    expect(controlSentence(near)).toMatch(/D80 at least 4 characters\.$/);
    expect(controlSentence({ ...near, accuracy: shareOf(null) })).toBe('Copy: nothing to count.');
  });

  it('is one range for each task', () => {
    const one = control(0.95, 0.02);
    const dyck = { ...one, task: 'dyck' as const, d80: { ...one.d80, characters: null } };
    expect(summarySentence([dyck, { ...one, task: 'dyck' }, { ...one, task: 'recall' }])).toBe(
      'Distance up to which 80 % is right (D80), in characters: Dyck from none to at least 4, recall at least 4.',
    );
  });
});

describe('what is said of time scales', () => {
  it('counts units that reach 100 characters: none, one, several', () => {
    const probes = complete.probes!;
    const layer = (timeScales: number[]) => ({ layer: 1, units: 4, gates: [], timeScales });
    const say = (...timeScales: number[]) =>
      timeScaleSentence({
        ...complete,
        probes: { ...probes, units: { ...probes.units!, layers: [layer(timeScales)] } },
      });
    expect(say(0.5, 1, 99)).toBe(
      'In layer 1 the median time scale is 1 character and the longest 99; none of 3 units reach 100.',
    );
    expect(say(1, 3, 100)).toContain(
      'median time scale is 3 characters and the longest 100; 1 of 3 units reaches 100.',
    );
    expect(say(1, 101, 200)).toContain('2 of 3 units reach 100.');
  });
});
