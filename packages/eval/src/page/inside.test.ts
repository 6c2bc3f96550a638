import { describe, expect, it } from 'vitest';
import { controlSentence } from '../controls/section.ts';
import { gradientSentence } from '../probes/gradient-reach/section.ts';
import type { Control } from '../probes/schema.ts';
import { detectionSentences, unitName } from '../probes/units/section.ts';
import { around, bucketAt } from './testing/buckets.ts';
import { plain, shareOf } from './testing/decided.ts';
import { loadFixture } from './testing/load-fixture.ts';

const complete = loadFixture('complete');
const { units, controls } = complete.probes!;

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
  expect(say([1, 1], [8, 0.1])).toMatch(/; up to 8 it is not shown to fall to a tenth of that\.$/);
});

describe('what is said of units', () => {
  const above = (pValue: number) => ({ ...around(0.2, 0.1), pValue });
  const [sure, unsure] = [above(0.01), above(0.06)];
  type Best = NonNullable<typeof units>['best'][number];
  const told = (aboveUntrained: typeof sure, aboveSurface: typeof sure): Best => {
    const area = { property: 'bracketDepth' as const, unit: 3, layer: 1, auc: around(0.9, 0.05) };
    return { ...units!.best[0]!, ...area, aboveUntrained, aboveSurface };
  };

  it('is told only what is shown beyond an untrained network, and beyond the surface', () => {
    const say = (all: Best[], detector: typeof unitName = unitName) => {
      const { answer, rest } = detectionSentences(all, detector);
      return `${answer}|${rest}`;
    };
    const second = { ...told(sure, sure), property: 'indent' as const };
    expect(say([told(sure, sure), { ...second, unit: 4 }])).toMatch(
      /^Unit 3 of layer 1 detects open brackets \(AUC 0\.90, .*\) and unit 4 of layer 1 deep indentation .*, better than /,
    );
    expect(say([told(sure, sure), second], () => 'one probe')).toMatch(
      /^One probe detects open brackets \(.*\) and deep indentation \(/,
    );
    expect(say([told(sure, unsure), { ...told(unsure, sure), property: 'inString' }])).toMatch(
      /but not detectably better than a surface feature: open brackets\.\|Not .* untrained network: open strings\.$/,
    );
    expect(say([])).toBe('|');
  });
});

describe('what is said of a control', () => {
  const control = (last: number, half: number): Control => ({
    ...{ ...controls[0]!, label: 'copy', trainingLength: 2 },
    byDistance: [bucketAt(1, 0.95, 0.02), bucketAt(2, last, half)],
    d80: { characters: 4, limited: true, low: last - half >= 0.8 ? 4 : 2, high: null },
  });

  it('claims more than the training length only where the interval does', () => {
    expect(plain(controlSentence(control(0.95, 0.02)))).toMatch(
      /^Copy: .* right, D80 at least 4 characters, beyond its training length of 2\.$/,
    );
    expect(controlSentence(control(0.85, 0.1))).toMatch(/, not shown beyond its training length of 2\.$/);
    const near = { ...control(0.95, 0.02), trainingLength: 64 };
    expect(controlSentence(near)).toMatch(/D80 at least 4 characters\.$/);
    expect(controlSentence({ ...near, accuracy: shareOf(null) })).toBe('Copy: nothing to count.');
  });
});
