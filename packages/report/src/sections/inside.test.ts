import type { Control, PredictorProbes } from '@longrange/eval';
import { describe, expect, it } from 'vitest';
import { bucketAt } from '../__fixtures__/buckets.ts';
import { decided, plain, shareOf } from '../__fixtures__/decided.ts';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { NamedProbes } from '../document/names/probes.ts';
import type { Result } from '../document/types.ts';
import type { Order } from '../document/words/tested.ts';
import { controlSentence, summarySentence } from './controls.ts';
import { timeScaleSentence } from './gates.ts';
import { gradientSentence } from './gradient.ts';
import { ablationSentence, detectionSentences, unitName } from './units.ts';

const around = (value: number, half: number) => ({ value, low: value - half, high: value + half });

const base = loadFixture('complete').probes!.predictors[0]!;
const _withProbes = (probes: Partial<PredictorProbes>): NamedProbes => ({
  name: 'model',
  style: 'model',
  probes: { ...base, ...probes },
});

const complete = loadFixture('complete');

/** A result whose tests of one figure came out so. */
function _withTests(
  sides: { measure: string; first: string; second: string },
  ...orders: readonly { order: Order; from?: number; measure?: string; second?: string }[]
): Result {
  return decided(complete, ...orders.map((test) => ({ ...sides, ...test })));
}

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
