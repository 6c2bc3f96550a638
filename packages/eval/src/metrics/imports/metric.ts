import { partsOfFates, partsOfObservations } from '../../statistics/document-parts.ts';
import { fatesOf } from '../../statistics/fates-of.ts';
import type { TextMetric } from '../metric.ts';
import { type ImportObservation, measureImports, ofKind, summarizeImports } from './imports.ts';
import { importsSchema } from './schema.ts';

const nullableSchema = importsSchema.nullable();

export const imports: TextMetric<
  'imports',
  readonly ImportObservation[],
  typeof nullableSchema,
  'imports used' | 'qualifiers imported'
> = {
  key: 'imports',
  number: 19,
  title: 'Imports',
  schema: nullableSchema,
  applies: ({ language }) => language.names !== undefined,
  measure: measureImports,
  summarize: (documents) => summarizeImports(documents.flat()),
  figures: [
    {
      id: 'imports used',
      title: 'Imports used',
      unit: 'share',
      headline: 7,
      ranges: 'nested',
      lmEval: {
        task: 'imports_used',
        description: 'imported names that are used, of those not cut',
        metric: 'held',
      },
      pick: ({ used }) => used,
      parts: (documents) => {
        const observations = ofKind(documents.flat(), 'import');
        return [
          ...partsOfObservations({ measure: 'imports used', observations, byDistance: false }),
          ...partsOfFates('imports used', fatesOf(observations)),
        ];
      },
    },
    {
      id: 'qualifiers imported',
      title: 'Names in front of a dot that were imported',
      unit: 'share',
      lmEval: {
        task: 'qualifiers_imported',
        description: 'names in front of a dot that an import binds, of those that nothing else binds',
        metric: 'held',
      },
      pick: ({ qualifiers }) => qualifiers,
      parts: (documents) => {
        const observations = ofKind(documents.flat(), 'qualifier');
        return partsOfObservations({ measure: 'qualifiers imported', observations, byDistance: true });
      },
    },
  ],
};
