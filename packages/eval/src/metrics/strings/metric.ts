import { partsOfObservations } from '../../statistics/document-parts.ts';
import type { TextMetric } from '../metric.ts';
import { stringsSchema } from './schema.ts';
import { charactersInStrings, type DocumentStrings, measureStrings, summarizeStrings } from './strings.ts';

export const strings: TextMetric<'strings', DocumentStrings, typeof stringsSchema, 'strings'> = {
  key: 'strings',
  number: 2,
  title: 'Strings',
  schema: stringsSchema,
  measure: (document) => ({
    observations: measureStrings(document),
    charactersInStrings: charactersInStrings(document),
  }),
  summarize: summarizeStrings,
  figures: [
    {
      id: 'strings',
      title: 'Strings closed',
      unit: 'share',
      headline: 4,
      lmEval: { task: 'strings', description: 'strings that are closed where they must be', metric: 'held' },
      pick: ({ overall }) => overall,
      parts: (documents, { cut }) => {
        const observations = documents
          .flatMap((document) => document.observations)
          .filter(
            ({ kind, isAccidental }) =>
              kind === 'singleLine' || (!cut && kind === 'multiLine' && !isAccidental),
          );
        const parts = partsOfObservations({ measure: 'strings', observations, byDistance: false });
        // In a text that was cut nothing can break a string of several lines but its end.
        return parts.map((one) => ({ ...one, basis: cut ? 'strings of one line' : 'all strings' }));
      },
    },
  ],
};
