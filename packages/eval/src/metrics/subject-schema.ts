import { z } from 'zod';
import { count } from '../statistics/shapes.ts';
import { bracketFailuresSchema } from './delimiters/failure-schema.ts';
import { excerptSchema } from './excerpt-schema.ts';
import {
  controlFlowSchema,
  degenerationSchema,
  delimitersSchema,
  indentationSchema,
  memorisationSchema,
  namesSchema,
  oracleSchema,
  parseSchema,
  stringsSchema,
} from './text-schema.ts';

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
  degeneration: degenerationSchema,
  delimiters: delimitersSchema,
  indentation: indentationSchema,
  strings: stringsSchema.optional(),
  controlFlow: controlFlowSchema.optional(),
  names: namesSchema.optional(),
  parse: parseSchema,
  /** Where the training text is known. */
  memorisation: memorisationSchema.nullable().optional(),
  /** Where an oracle was asked. */
  oracle: oracleSchema.nullable().optional(),
  /** Metric 1: a few of the openers that broke. */
  bracketFailures: bracketFailuresSchema.optional(),
  excerpt: excerptSchema.nullable(),
});

/** Texts of one origin, such as the model's samples or real code, with everything measured on them. */
export type Subject = z.infer<typeof subjectSchema>;
