import { z } from 'zod';
import { closerFailuresSchema } from '../../metrics/failures/failures.ts';
import { bucketsOf, dependencySchema, meanBucketSchema } from '../../statistics/shapes.ts';
import { lengthControlSchema } from '../length-controlled/control.ts';

/** Metric 10, one form of code (natural, or length-controlled to the requested distance). */
const closerAccuracySchema = dependencySchema.extend({
  /** Mean P(true closer) by distance. */
  probability: bucketsOf(meanBucketSchema),
  /** A few of those not held. */
  failures: closerFailuresSchema,
});

/** Metric 10 of one predictor. */
export const closersSchema = z.object({
  natural: closerAccuracySchema,
  lengthControlled: closerAccuracySchema.extend({ control: lengthControlSchema }).nullable(),
});

/** Probability of the true closer, by its distance in characters. */
export type CloserAccuracy = z.infer<typeof closerAccuracySchema>;
/** The same in both forms of code. */
export type Closers = z.infer<typeof closersSchema>;

/** Metric 10 of a reader that sees nothing and always answers the same closer, the commonest one: what is known by habit alone. */
export const blindReaderSchema = z.object({
  closer: z.string(),
  /** Text in which it is the commonest. */
  commonestIn: z.enum(['training', 'held-out']),
  natural: dependencySchema,
  lengthControlled: dependencySchema.nullable(),
});

export interface BlindReader extends z.infer<typeof blindReaderSchema> {}
