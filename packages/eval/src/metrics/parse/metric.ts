import { partsOfObservations } from '../../statistics/document-parts.ts';
import type { TextMetric } from '../metric.ts';
import { type DocumentParse, measureParse, summarizeParse } from './parse.ts';
import { parseSchema } from './schema.ts';

export const parse: TextMetric<'parse', DocumentParse, typeof parseSchema, 'definitions'> = {
  key: 'parse',
  number: 6,
  title: 'Parsing',
  schema: parseSchema,
  measure: measureParse,
  summarize: summarizeParse,
  figures: [
    {
      id: 'definitions',
      title: 'Definitions that parse',
      unit: 'share',
      headline: 3,
      compared: 'Definitions of samples that parse',
      lmEval: { task: 'definitions', description: 'functions and classes that parse', metric: 'held' },
      pick: ({ definitions }) => definitions,
      parts: (documents) => {
        const observations = documents
          .flatMap((document) => document.observations)
          .filter(({ kind }) => kind === 'definition');
        return partsOfObservations({ measure: 'definitions', observations, byDistance: false });
      },
    },
  ],
};
