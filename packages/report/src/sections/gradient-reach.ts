import type { GradientReach } from '@longrange/eval/internal';
import { type Bounds, estimateFigure, format, type Section } from '../document/index.ts';
import type { Probed } from './named-probes.ts';

/** Metric 15. Null where gradients were not taken: only a neural model has them. */
export function gradientSection({ probes }: Probed): Section | null {
  const reach = probes?.gradientReach ?? null;
  if (reach === null || reach.byLag.every(({ value }) => value <= 0)) return null;
  const points = reach.byLag.map(({ lag, ...norm }) => ({ at: lag, ...norm }));
  return {
    id: 'gradient',
    metric: 15,
    title: 'How far back the gradient reaches',
    paragraphs: [
      gradientSentence(reach),
      'Training can learn from the past only through the gradient: here, that of one character’s loss with respect to the embedding of each character before it. It fades with the lag.',
    ],
    figures: [
      estimateFigure([{ title: '', series: [{ style: 'model', name: 'model', points }] }], {
        id: 'gradient-reach',
        title: 'Norm of the gradient, by lag',
        caption: `Mean over ${format.largeCount(reach.targets)} characters.`,
        chartNote: 'Both scales are logarithmic. Bars: 95 % intervals.',
        description: gradientSentence(reach),
        heading: 'Lag, characters',
        horizontal: 'Lag, characters',
        vertical: { label: 'Norm of the gradient (logarithmic)', scale: 'magnitude' },
        unit: 'characters before',
        format: format.magnitude,
      }),
    ],
    definitions: {
      Gradient:
        'The norm of ∂loss(t)/∂embedding(t − k), where k is the lag. It says how much a small change would matter, not whether the character is used.',
    },
  };
}

/** Says at which lags the gradient is shown to have fallen to a tenth, a hundredth, a thousandth of the first. */
export function gradientSentence({ byLag }: GradientReach): string {
  const sorted = [...byLag].sort((a, b) => a.lag - b.lag);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return '';
  const isUnder = (factor: number) => (point: Bounds) =>
    point.high !== null && first.low !== null && point.high < first.low / factor;
  const falls = [10, 100, 1_000].flatMap((factor) => {
    const at = sorted.find(isUnder(factor));
    return at === undefined ? [] : [{ factor, lag: at.lag }];
  });
  const start = `At a lag of ${format.countOf(first.lag, 'character')} the gradient is ${format.estimate(first, format.magnitude)}`;
  if (falls.length === 0)
    return `${start}; up to ${format.count(last.lag)} it is not shown to fall to a tenth of that.`;
  const names: Record<number, string> = { 10: 'a tenth', 100: 'a hundredth', 1000: 'a thousandth' };
  // A curve may rise again: what is said of the first such lag must hold for all beyond it.
  const isSteady = falls.every(({ factor, lag }) =>
    sorted.filter((point) => point.lag >= lag).every(isUnder(factor)),
  );
  const parts = falls.map(
    ({ factor, lag }, index) =>
      `${names[factor]}${index === 0 ? ' of that' : ''} ${isSteady ? 'from' : 'at'} ${format.count(lag)}${isSteady && index === 0 ? ' on' : ''}`,
  );
  if (isSteady) return `${start}; it is less than ${format.list(parts)}.`;
  return `${start}; it first falls below ${format.list(parts)}, but not steadily.`;
}
