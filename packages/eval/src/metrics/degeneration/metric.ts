import type { TextMetric } from '../metric.ts';
import { type DocumentDegeneration, measureDegeneration, summarizeDegeneration } from './degeneration.ts';
import { degenerationSchema } from './schema.ts';

export const degeneration: TextMetric<
  'degeneration',
  DocumentDegeneration,
  typeof degenerationSchema,
  never
> = {
  key: 'degeneration',
  number: 7,
  title: 'Degeneration',
  schema: degenerationSchema,
  measure: measureDegeneration,
  summarize: summarizeDegeneration,
  figures: [],
};
