import { z } from 'zod';
import { bucketSchema, bucketsOf, countBucketSchema, meanBucketSchema } from '../../statistics/shapes.ts';

/** What stretched items have besides; all by the distance that the further code makes where it is between the ends. */
export const stretchControlSchema = z.object({
  /** Different places in each bucket; each is asked about twice, in mirror images. */
  openers: bucketsOf(countBucketSchema),
  /** Share held where the same further code comes before the first end, so that the distance is short. */
  fillerBefore: bucketsOf(bucketSchema),
  /** What the distance costs: share held with the further code before minus share held with it between, item by item. */
  distanceCost: bucketsOf(meanBucketSchema),
});

export type StretchControl = z.infer<typeof stretchControlSchema>;
