import { z } from 'zod';
import { count, differenceSchema, estimateSchema } from '../../statistics/shapes.ts';

export const unitPropertySchema = z.enum(['bracketDepth', 'inString', 'indent', 'column']);

/** Metric 16. Layers count from 1, units from 0. */
export const unitsSchema = z.object({
  /** Number of characters read for time scales and gates; the best units are chosen on one half of the documents, measured on the other. */
  characters: count,
  layers: z.array(
    z.object({
      layer: count,
      units: count,
      /** Time scale of each unit, −1 / ln(mean of the gate that keeps), in characters, at most all read; ascending; null if none keeps. */
      timeScales: z.array(z.number()).nullable(),
      /** Share of gate activations below 0.1 and above 0.9. */
      gates: z.array(z.object({ gate: z.string(), closed: z.number(), open: z.number() })),
    }),
  ),
  /**
   * The unit that detects each property best, by the area under its ROC curve (0.5 is chance), beside the best one of the same network
   * before its training and the best surface feature (a character and how far back it was, 0 for the last one read; null: the column).
   * Their p-values are corrected together with all others of the result.
   */
  best: z.array(
    z.object({
      property: unitPropertySchema,
      layer: count,
      unit: count,
      auc: estimateSchema,
      n: count,
      untrained: z.object({ layer: count, unit: count, auc: estimateSchema }),
      surface: z.object({
        feature: z.object({ character: z.string(), back: count }).nullable(),
        auc: estimateSchema,
      }),
      aboveUntrained: differenceSchema,
      aboveSurface: differenceSchema,
    }),
  ),
  /** A text colored by the activation, from −1 to 1, of each property's best unit, signed to be high where the property holds. */
  pictures: z.array(
    z.object({
      property: unitPropertySchema,
      layer: count,
      unit: count,
      document: z.string(),
      text: z.string(),
      activations: z.array(z.number()),
    }),
  ),
});

/** Units of the network that detect something, and how long their gates keep it. */
export interface Units extends z.infer<typeof unitsSchema> {}
