import type { IndentationObservation } from '@longrange/code';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import type { TextMetric } from '../metric.ts';
import { measureIndentation, summarizeIndentation } from './indentation.ts';
import { indentationSchema } from './schema.ts';

const nullableSchema = indentationSchema.nullable();

export const indentation: TextMetric<
  'indentation',
  readonly IndentationObservation[],
  typeof nullableSchema,
  'indentation' | 'dedents'
> = {
  key: 'indentation',
  number: 3,
  title: 'Indentation',
  schema: nullableSchema,
  applies: ({ language }) => language.layout !== undefined,
  measure: measureIndentation,
  summarize: (documents) => summarizeIndentation(documents.flat()),
  figures: [
    {
      id: 'indentation',
      title: 'Indentation kept',
      unit: 'share',
      headline: 2,
      compared: 'Indentation kept in samples',
      lmEval: { task: 'indentation', description: 'checks of indentation that hold', metric: 'held' },
      pick: ({ overall }) => overall,
      parts: (documents) =>
        partsOfObservations({ measure: 'indentation', observations: documents.flat(), byDistance: true }),
    },
    {
      id: 'dedents',
      title: 'Dedents to an open level',
      unit: 'share',
      pick: ({ dedents }) => dedents,
      parts: (documents) => {
        const observations = documents.flat().filter(({ kind }) => kind === 'dedent');
        return partsOfObservations({ measure: 'dedents', observations, byDistance: false });
      },
    },
  ],
};
