import { z } from 'zod';
import { bucketSchema, bucketsOf, countBucketSchema, meanBucketSchema } from '../../statistics/shapes.ts';

/** Additional figures of length-controlled items, all by the distance that the filler makes between the ends. */
export const lengthControlSchema = z.object({
  /** Different places in each bucket; each is asked about twice, in mirror images. */
  openers: bucketsOf(countBucketSchema),
  /** Share held where the same further code comes before the first end, so that the distance is short. */
  fillerBefore: bucketsOf(bucketSchema),
  /** Cost of the distance: share held with the filler before the ends minus share held with it between, item by item. */
  distanceCost: bucketsOf(meanBucketSchema),
});

export type LengthControl = z.infer<typeof lengthControlSchema>;
