import { z } from 'zod';
import { bucketSchema, bucketsOf, count, d80Schema, proportionSchema } from '../statistics/shapes.ts';
import { fartherSchema } from './farther.ts';
import { overallSchemas, predictorSchemas } from './probes.ts';

export { type BitsPerCharacter, bitsPerCharacterSchema } from './bits/schema.ts';
export type { CloserAccuracy } from './closers/schema.ts';
export type { Completions } from './completion/schema.ts';
export type { EffectiveContext, PastMemory } from './effective-context/schema.ts';
export type { GradientReach } from './gradient-reach/gradient-reach.ts';
export type { Units } from './units/schema.ts';

/** Metrics 10 to 14 of one predictor. What was not measured (for an endpoint's model) has no observations, 0 `targets` and no rows. */
export const predictorProbesSchema = z.object({
  predictor: z.string(),
  /** True for the network before its training, which was probed less and wrote nothing: what it shows was not learned. */
  untrained: z.literal(true).optional(),
  ...predictorSchemas,
});

/** Metric 17: one control, learned by a small network of its own. */
export const controlSchema = z.object({
  task: z.enum(['dyck', 'copy', 'recall', 'parity', 'associative recall']),
  /** Such as `Dyck-(8, 3)`. */
  label: z.string(),
  model: z.string(),
  trainingCharacters: count,
  trainingLength: count,
  testLength: count,
  accuracy: proportionSchema,
  /** Share held by distance: closers for Dyck, characters for copy, answers by lag for recall. */
  byDistance: bucketsOf(bucketSchema),
  d80: d80Schema,
});

export const probesSchema = z.object({
  /** The model first, the network before its training last; the latter is absent without controls, and for an external model. */
  predictors: z.array(predictorProbesSchema),
  /** Absent if distances end at 4,096 characters. */
  farther: fartherSchema.optional(),
  ...overallSchemas,
  controls: z.array(controlSchema),
});

/** Probes of one predictor: the model, the n-gram or the network before its training. */
export type PredictorProbes = z.infer<typeof predictorProbesSchema>;
/** Accuracy of a small network on a language with known dependencies. */
export interface Control extends z.infer<typeof controlSchema> {}
/** Results of all probes. */
export type Probes = z.infer<typeof probesSchema>;
