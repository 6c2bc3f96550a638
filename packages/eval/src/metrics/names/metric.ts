import { sumOf } from '../../statistics/cluster-variance.ts';
import { groupByDocument } from '../../statistics/group-by-document.ts';
import type { TextMetric } from '../metric.ts';
import { countNames, measureNames, type NameCounts, summarizeNames, undefinedPart } from './names.ts';
import { namesSchema } from './schema.ts';

const nullableSchema = namesSchema.nullable();

export const names: TextMetric<'names', NameCounts, typeof nullableSchema, 'undefined names'> = {
  key: 'names',
  number: 5,
  title: 'Names',
  schema: nullableSchema,
  applies: ({ language }) => language.names !== undefined,
  measure: (document) => countNames(document.name, measureNames(document)),
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
        const parts = [...groupByDocument(documents)].map(([document, counts]) => ({
          document,
          ...sumOf(counts.map(undefinedPart)),
        }));
        const counted = parts.filter(({ denominator }) => denominator > 0);
        return [{ measure: 'undefined names', range: null, parts: counted }];
      },
    },
  ],
};
