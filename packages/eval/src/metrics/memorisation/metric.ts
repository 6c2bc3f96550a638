import type { TextMetric } from '../metric.ts';
import {
  type DocumentCopies,
  measureCopies,
  novelParts,
  summarizeCopies,
  TESTED_SUBSTRING,
} from './memorisation.ts';
import { memorisationSchema } from './schema.ts';

const nullableSchema = memorisationSchema.nullable();

export const memorisation: TextMetric<
  'memorisation',
  DocumentCopies,
  typeof nullableSchema,
  `novel/${typeof TESTED_SUBSTRING}`
> = {
  key: 'memorisation',
  number: 8,
  title: 'Memorisation',
  schema: nullableSchema,
  applies: ({ trainingText }) => trainingText !== undefined,
  measure: (document, { trainingText }) => measureCopies(document, trainingText!),
  summarize: (documents, { trainingText }) => summarizeCopies(documents, trainingText!),
  figures: [
    {
      id: `novel/${TESTED_SUBSTRING}`,
      title: `Stretches of ${TESTED_SUBSTRING} characters that are not in the training text`,
      unit: 'share',
      pick: ({ novelByLength }) => novelByLength[TESTED_SUBSTRING - 1]!.proportion,
      parts: (documents) => [
        { measure: `novel/${TESTED_SUBSTRING}`, range: null, parts: novelParts(documents, TESTED_SUBSTRING) },
      ],
    },
  ],
};
