import { z } from 'zod';
import { rangeSchema } from '../../statistics/pair-table.ts';
import { bucketSchema, bucketsOf, count, estimateSchema, meanBucketSchema } from '../../statistics/shapes.ts';

/** Share by distance, and the range, which ends where it is half of the share among the nearest of all pairs. */
const curveSchema = z.object({ byDistance: bucketsOf(bucketSchema), range: rangeSchema });

/** The two ranges; `shows` is null for a model that does not report log-odds. */
const curvesSchema = z.object({ decides: curveSchema, shows: curveSchema.nullable() });

/** Difference at equal distance, with the numbers of pairs that could be compared. */
const effectSchema = estimateSchema.extend({ with: count, without: count });

const effectsSchema = z.object({
  /** Over all distances; null if nothing can be compared. */
  all: effectSchema.nullable(),
  byDistance: bucketsOf(effectSchema.extend({ from: count, to: count })),
});

const pairedSchema = z.object({ all: estimateSchema, byDistance: bucketsOf(meanBucketSchema) });

/** Metric 11, reading: effects of what lies between a bracket's opener and its closer, within 4,096 characters. */
export const factorsSchema = z.object({
  /** Number of pairs scored for this alone, not for the range, since their sort is rare at their distance. */
  extra: count,
  /** Pairs by what lies between their brackets, or by the types of the two members' brackets. */
  levels: z.array(
    z.object({
      factor: z.enum(['nested', 'lineBreak', 'types']),
      /** `with` or `without`; for types, for example `() []`. */
      level: z.string(),
      ...curvesSchema.shape,
    }),
  ),
  /**
   * Pairs with something nested, with a line break, or at twice the distance, minus pairs alike in the other two: in the share right in
   * both members, the net share with evidence of more than 1 nat, and nats of evidence. Nesting is compared between pairs with as many
   * tokens, too.
   */
  effects: z.array(
    z.object({
      factor: z.enum(['nested', 'lineBreak', 'distance']),
      decides: effectsSchema,
      shows: effectsSchema.nullable(),
      evidence: effectsSchema.nullable(),
    }),
  ),
  /** The same code with line breaks inserted or removed, at the same distance. Differences are after minus before, pair by pair. */
  reformatted: z.array(
    z.object({
      direction: z.enum(['broken', 'joined']),
      n: count,
      before: curvesSchema,
      after: curvesSchema,
      decides: pairedSchema,
      shows: pairedSchema.nullable(),
      evidence: pairedSchema.nullable(),
    }),
  ),
  /** Reason for no reformatted pairs: the language has no rule, or a predictor does not know the space or the line break. */
  notReformatted: z.enum(['language', 'alphabet']).nullable(),
});

/** Ranges and shares of minimal pairs by what lies between their brackets. */
export type Factors = z.infer<typeof factorsSchema>;
