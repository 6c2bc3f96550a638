import { probeSection } from '../probe-section.ts';
import type { Probes } from '../schema.ts';

/** Section of a report on metric 15. */
export const gradientSection = probeSection(
  ({ gradientReach }: Pick<Probes, 'gradientReach'>) => {
    if (gradientReach === null || gradientReach.byLag.every(({ value }) => value <= 0)) return [];
    const { targets, byLag } = gradientReach;
    const fields = {
      byLag: byLag.map((one) => ({ ...one, n: targets })).sort((one, other) => one.lag - other.lag),
    };
    return [{ id: 'model', name: 'model', fields }];
  },
  {
    id: 'gradient',
    metric: 15,
    title: 'How far back the gradient reaches',
    definition:
      'Training can learn from the past only through the gradient: here, the norm of that of one character’s loss with respect to the embedding of the character k before it. It fades with the lag k. It says how much a small change would matter, not whether the character is used.',
    lead: [
      {
        id: 'gradient-nearest',
        title: 'Norm at the nearest lag',
        format: 'magnitude',
        pick: ({ byLag }) => byLag[0] ?? null,
      },
      {
        id: 'gradient-farthest',
        title: 'Norm at the farthest lag',
        format: 'magnitude',
        pick: ({ byLag }) => byLag.at(-1) ?? null,
      },
    ],
    figures: [
      {
        kind: 'estimate',
        id: 'gradient-reach',
        title: 'Norm of the gradient, by lag',
        caption: 'Both scales are logarithmic.',
        vertical: 'Norm of the gradient (logarithmic)',
        horizontal: 'Lag, characters',
        format: 'magnitude',
        panels: [{ title: '', of: ({ byLag }) => byLag.map(({ lag, ...norm }) => ({ at: lag, ...norm })) }],
      },
    ],
  },
);
