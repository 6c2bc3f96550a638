import { z } from 'zod';
import { count, proportionSchema } from '../statistics/shapes.ts';

/** Samples of one predictor at one temperature, in brief. */
export const atTemperatureSchema = z.object({
  subject: z.enum(['model', 'ngram']),
  temperature: z.number().positive(),
  documents: count,
  characters: count,
  /** Metrics 1, 3 and 6. */
  delimiters: proportionSchema,
  indentation: proportionSchema,
  definitions: proportionSchema,
  /** Metric 7: characters in loops / characters. */
  loops: z.number().min(0).max(1),
});

/** What was measured on samples of another temperature. */
export type AtTemperature = z.infer<typeof atTemperatureSchema>;
