import type { Dependency, MeanBucket } from '../../statistics/shapes.ts';
import { type OfPredictors, ofPredictors, probeSection, type Side } from '../probe-section.ts';
import { BLIND_READER } from './blind-reader.ts';
import type { BlindReader, Closers } from './schema.ts';

type Form = Partial<Closers['natural']> & Dependency;

/** Closers known by a predictor, or by the blind reader. */
interface Known {
  readonly natural: Form;
  readonly lengthControlled:
    | (Form & Partial<Pick<NonNullable<Closers['lengthControlled']>, 'control'>>)
    | null;
  /** Gain of the model over the n-gram. */
  readonly gain: readonly MeanBucket[];
}

interface Found extends OfPredictors<{ readonly closers: Closers }> {
  readonly blindReader?: BlindReader | undefined;
  readonly closerGain: readonly MeanBucket[];
}

const vertical = 'Share of closers known';
const distance = 'Distance from opener to closer, characters';
const forms = [
  { title: 'natural', pick: ({ natural }: Known) => natural },
  { title: 'length-controlled', pick: ({ lengthControlled }: Known) => lengthControlled },
] as const;

/** Section of a report on metric 10. */
export const closersSection = probeSection(
  ({ blindReader, closerGain, predictors }: Found, temperature): Side<Known>[] => {
    const [own] = predictors;
    if (own === undefined || own.closers.natural.overall.n === 0) return [];
    const asked = ofPredictors((one: typeof own) => ({
      ...one.closers,
      gain: one === own ? closerGain : [],
    }));
    const sides = asked({ predictors }, temperature);
    if (blindReader === undefined) return sides;
    const blind = { id: BLIND_READER, name: BLIND_READER, role: 'reference' as const };
    return [...sides, { ...blind, fields: { ...blindReader, gain: [] } }];
  },
  {
    id: 'closers',
    metric: 10,
    title: 'Predicting the closer',
    definition:
      'The predictor reads held-out code up to a true closer: known if that has more than 0.8 of the probability of all closers (Hewitt et al. 2020). Habit counts: a blind reader always answers the commonest. In length-controlled code, real elements are put between opener and closer; in its control, before both, and the distance is short.',
    lead: [
      {
        id: 'closers/natural',
        title: 'Closers known in real code',
        pick: ({ natural }) => natural.overall,
      },
      {
        id: 'closers/lengthControlled',
        title: 'Closers known in length-controlled code',
        pick: ({ lengthControlled }) => lengthControlled?.overall ?? null,
      },
      {
        id: 'placement/closers',
        title: 'Cost of distance, points',
        format: 'points',
        conditions: { before: 'filler before', between: 'filler between' },
      },
    ],
    figures: [
      {
        kind: 'share',
        id: 'closers-by-distance',
        title: 'Closers known, by distance',
        vertical,
        horizontal: distance,
        criterion: true,
        panels: forms.map(({ title, pick }) => ({
          title,
          of: (known: Known) => pick(known)?.byDistance ?? [],
          failures: (known: Known) => pick(known)?.failures,
        })),
      },
      {
        kind: 'share',
        id: 'closers-control',
        title: 'Cost of distance: filler between the two ends, or before them',
        caption:
          'The model on the same length-controlled items twice. Without memory of the opener, at most half are right.',
        vertical,
        horizontal: 'Distance with the filler between, characters',
        criterion: true,
        conditions: ['filler between', 'the same filler before'],
        panels: [
          {
            title: '',
            of: ({ lengthControlled }, condition) =>
              (condition === 'filler between'
                ? lengthControlled?.byDistance
                : lengthControlled?.control?.fillerBefore) ?? [],
          },
        ],
      },
      {
        kind: 'mean',
        id: 'closers-cost',
        title: 'Cost of distance, item by item',
        caption: 'Share known with the filler before minus the share with it between. Dashed: no cost.',
        vertical: 'Cost, points',
        horizontal: 'Distance with the filler between, characters',
        format: 'points',
        level: 0,
        panels: [{ title: '', of: ({ lengthControlled }) => lengthControlled?.control?.distanceCost ?? [] }],
      },
      {
        kind: 'mean',
        id: 'closer-gain',
        title: 'Probability of the true closer: model minus n-gram',
        caption: 'Mean over the same closers. Above the dashed line the model is better.',
        vertical: 'P(true closer), model minus n-gram',
        horizontal: distance,
        format: 'signed',
        level: 0,
        panels: [{ title: '', of: ({ gain }) => gain }],
      },
      {
        kind: 'share',
        id: 'closers-by-attractors',
        title: 'Closers known, by depth and attractors',
        caption: 'In real code, by nesting depth and by openers of another type in between.',
        vertical,
        horizontal: 'Depth, and number of openers between',
        scale: 'steps',
        panels: [
          { title: 'by nesting depth', of: ({ natural }) => natural.byDepth },
          { title: 'by openers of another type between', of: ({ natural }) => natural.byAttractors },
        ],
      },
      {
        kind: 'mean',
        id: 'closer-probability',
        title: 'Mean probability of the true closer, by distance',
        vertical: 'P(true closer)',
        horizontal: distance,
        panels: forms.map(({ title, pick }) => ({
          title,
          of: (known: Known) => pick(known)?.probability ?? [],
        })),
      },
    ],
  },
);
