import type { StrayCloser } from '@longrange/code';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { survivedParts } from '../../statistics/failure-hazard.ts';
import { fatesOf } from '../../statistics/fates-of.ts';
import type { TextMetric } from '../metric.ts';
import { type DelimiterObservation, measureDelimiters, summarizeDelimiters } from './delimiters.ts';
import { delimitersSchema } from './schema.ts';

/** The delimiters of one document. */
export interface DocumentDelimiters {
  readonly observations: readonly DelimiterObservation[];
  /** Closers that match nothing. */
  readonly strays: readonly StrayCloser[];
}

export const delimiters: TextMetric<'delimiters', DocumentDelimiters, typeof delimitersSchema, 'delimiters'> =
  {
    key: 'delimiters',
    number: 1,
    title: 'Brackets',
    schema: delimitersSchema,
    measure: (document) => ({
      observations: measureDelimiters(document),
      strays: document.lexical.strays,
    }),
    summarize: (documents) =>
      summarizeDelimiters(
        observationsOf(documents),
        documents.reduce((sum, { strays }) => sum + strays.length, 0),
      ),
    figures: [
      {
        id: 'delimiters',
        title: 'Brackets held',
        unit: 'share',
        headline: 1,
        compared: 'Brackets held in samples',
        ranges: 'at risk',
        lmEval: {
          task: 'brackets',
          description: 'openers that find their closer, of those not cut',
          metric: 'held',
        },
        pick: ({ overall }) => overall,
        parts: (documents) => {
          const observations = observationsOf(documents);
          return [
            ...partsOfObservations({ measure: 'delimiters', observations, byDistance: false }),
            ...survivedParts('delimiters', fatesOf(observations)),
          ];
        },
      },
    ],
  };

function observationsOf(documents: readonly DocumentDelimiters[]): DelimiterObservation[] {
  return documents.flatMap(({ observations }) => observations);
}
