import { z } from 'zod';
import { count } from '../../statistics/shapes.ts';

/** A stretch of a document with the outcome of a check, for showing broken dependencies in a sample. */
export const markSchema = z.object({
  start: count,
  end: count,
  kind: z.enum([
    'matched',
    'wrongType',
    'closedByForce',
    'unclosed',
    'censored',
    'stray',
    'string',
    'indentation',
    'controlFlow',
  ]),
  /** Start of the other end of the dependency, where there is one. */
  partner: count.nullable(),
});

/** What each character of a text costs a predictor, given all before it in its document. */
export const surprisalSchema = z.object({
  predictor: z.string(),
  /** −log₂ p of each UTF-16 code unit, to two decimals; null where the predictor knows no such character. */
  bits: z.array(z.number().nonnegative().nullable()),
});

export const excerptSchema = z.object({
  document: z.string(),
  /** Offset of `text` in the document. */
  start: count.optional(),
  text: z.string(),
  marks: z.array(markSchema),
  /** One for each predictor that read it; with a model. */
  surprisals: z.array(surprisalSchema).optional(),
});

/** A stretch of an excerpt and what is to be said about it. */
export type Mark = z.infer<typeof markSchema>;

export type Surprisal = z.infer<typeof surprisalSchema>;

/** A stretch of a document that the report shows, with marks. */
export type Excerpt = z.infer<typeof excerptSchema>;
