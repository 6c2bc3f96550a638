import { z } from 'zod';
import { count } from '../statistics/shapes.ts';
import { excerptSchema } from './excerpt/excerpt.ts';
import { bracketFailuresSchema } from './failures/failures.ts';
import { metricSchemas } from './metrics.ts';
import { placesSchema } from './places/places.ts';

/** All measurements of one body of text. */
export const subjectSchema = z.object({
  /** `real`: held-out code. `model`: the model's samples. `ngram`: an n-gram's samples. `text`: the user's text. */
  id: z.enum(['real', 'model', 'ngram', 'text']),
  label: z.string(),
  documents: count,
  characters: count,
  /** True if documents were truncated (samples are, files are not): whatever is open at the end is then censored. */
  cut: z.boolean(),
  sha256: z.string(),
  /** Name of the project that a text is from, if it is known. */
  project: z.string().optional(),
  ...metricSchemas,
  places: placesSchema,
  /** Examples of openers that broke (metric 1). */
  bracketFailures: bracketFailuresSchema,
  excerpt: excerptSchema.nullable(),
});

/** Texts of one origin, such as the model's samples or real code, with all their measurements. */
export interface Subject extends z.infer<typeof subjectSchema> {}

/** Fields of a subject that come from metrics. */
export type SubjectMetrics = Pick<Subject, keyof typeof metricSchemas>;
