import { partsOfObservations } from '../../statistics/document-parts.ts';
import type { TextMetric } from '../metric.ts';
import { type DocumentNames, measureNames, summarizeNames } from './names.ts';
import { namesSchema } from './schema.ts';

const nullableSchema = namesSchema.nullable();

export const names: TextMetric<'names', DocumentNames, typeof nullableSchema, 'undefined names'> = {
  key: 'names',
  number: 5,
  title: 'Names',
  schema: nullableSchema,
  applies: ({ language }) => language.names !== undefined,
  measure: measureNames,
  summarize: summarizeNames,
  figures: [
    {
      id: 'undefined names',
      title: 'Undefined names per 100 loads',
      unit: 'rate',
      betterIs: 'less',
      headline: 6,
      lmEval: {
        task: 'undefined_names',
        description: 'names read that nothing binds, per 100 whose binding can be known',
        metric: 'per_100_loads',
      },
      pick: ({ undefinedPer100Loads, loads, unknowable }) => ({
        ...undefinedPer100Loads,
        n: loads - unknowable,
      }),
      parts: (documents) => {
        const observations = documents.flatMap((document) => document.observations);
        return partsOfObservations(
          { measure: 'undefined names', observations, byDistance: false },
          ({ outcome }) => (outcome === 'broken' ? 1 : 0),
        );
      },
    },
  ],
};
