import { ofPredictors, probeSection } from '../probe-section.ts';
import type { EffectiveContext, PastMemory } from './schema.ts';

/** Section of a report on metric 12. */
export const contextSection = probeSection(
  ofPredictors(({ effectiveContext }: { effectiveContext: EffectiveContext }) =>
    effectiveContext.byContext.length === 0 ? null : effectiveContext,
  ),
  {
    id: 'context',
    metric: 12,
    title: 'How much context is used',
    definition:
      'The same characters are predicted several times, each time from fewer of those before them. The effective context n* is the least n whose last n characters cost less than 1 % more bits than the whole text (Khandelwal et al. 2018). It is no range: it counts whatever still saves bits, however few.',
    lead: [
      { id: 'effective-context', title: 'Effective context n*, characters', pick: (found) => found },
      {
        id: 'context',
        title: 'Bits per character with the whole text',
        pick: ({ all, targets }) => ({ ...all, n: targets }),
      },
    ],
    figures: [
      {
        kind: 'estimate',
        id: 'effective-context',
        title: 'Bits per character, by context',
        caption:
          'From the last n characters only, over the same characters for every n. Horizontal lines: the whole text. Vertical lines: n*. Differences between contexts are paired, so overlap says little.',
        vertical: 'Bits per character',
        horizontal: 'Context n, characters',
        format: 'bits',
        panels: [
          {
            title: '',
            of: ({ byContext }) => byContext.map(({ n, ...bits }) => ({ at: n, ...bits })),
            level: ({ all }) => all.value,
            place: ({ effective }) => effective,
          },
        ],
      },
    ],
  },
);

/** Section of a report on metric 14. */
export const pastMemorySection = probeSection(
  ofPredictors(({ pastMemory: { targets, byContext } }: { pastMemory: PastMemory }) =>
    byContext.length === 0
      ? null
      : {
          byContext: byContext
            .map((one) => ({ ...one, n: targets }))
            .sort((one, other) => one.context - other.context),
        },
  ),
  {
    id: 'past-memory',
    metric: 14,
    title: 'Predictions without the distant past',
    definition:
      'Predictions from the last characters only are compared with those from the whole text, by their total variation: half the summed differences between two distributions, 0 if they are the same and 1 if they share nothing. Buitrago & Gu 2025 call its mean effective remembrance.',
    lead: [
      {
        id: 'past-memory-shortest',
        title: 'Difference with the shortest context',
        pick: ({ byContext }) => byContext[0] ?? null,
      },
      {
        id: 'past-memory-longest',
        title: 'Difference with the longest context',
        pick: ({ byContext }) => byContext.at(-1) ?? null,
      },
      {
        id: 'past-memory',
        title: 'Change from the shortest to the longest',
        conditions: { longest: 'longest', shortest: 'shortest' },
      },
    ],
    figures: [
      {
        kind: 'estimate',
        id: 'past-memory',
        title: 'Difference from predictions with the whole text',
        caption: 'Mean total variation.',
        vertical: 'Total variation',
        horizontal: 'Context, characters',
        panels: [
          {
            title: '',
            of: ({ byContext }) =>
              byContext.map(({ context, ...distance }) => ({ at: context, ...distance })),
          },
        ],
      },
    ],
  },
);
