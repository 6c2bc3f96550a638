import { z } from 'zod';
import { count } from '../statistics/shapes.ts';
import { excerptSchema } from './excerpt/excerpt.ts';
import { bracketFailuresSchema } from './failures/failures.ts';
import { metricSchemas } from './metrics.ts';

/** Everything measured on one body of text. */
export const subjectSchema = z.object({
  /** `real`: held-out code. `model`: the model's samples. `ngram`: an n-gram's samples. `text`: what the user brought. */
  id: z.enum(['real', 'model', 'ngram', 'text']),
  label: z.string(),
  documents: count,
  characters: count,
  /** Whether documents were cut at their end (samples are; files are not): what is open at a cut is censored. */
  cut: z.boolean(),
  sha256: z.string(),
  ...metricSchemas,
  /** Metric 1: a few of the openers that broke. */
  bracketFailures: bracketFailuresSchema,
  excerpt: excerptSchema.nullable(),
});

/** Texts of one origin, such as the model's samples or real code, with everything measured on them. */
export type Subject = z.infer<typeof subjectSchema>;

/** What the metrics say of a subject. */
export type SubjectMetrics = Pick<Subject, keyof typeof metricSchemas>;
