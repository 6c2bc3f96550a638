import { modelConfigSchema } from '@longrange/model';
import { z } from 'zod';
import { corpusConfigSchema } from './corpus-config.ts';
import { trainingConfigSchema } from './training-config.ts';

/** What can be chosen about the model; its vocabulary comes from the corpus. */
export const hyperparametersSchema = modelConfigSchema.omit({ formatVersion: true, vocabulary: true });

/** A whole run, resolved: every value stands in it. */
export const runConfigSchema = z.strictObject({
  preset: z.string(),
  model: hyperparametersSchema.prefault({}),
  training: trainingConfigSchema.prefault({}),
  corpus: corpusConfigSchema.prefault({}),
});

export type Hyperparameters = z.output<typeof hyperparametersSchema>;
export type RunConfig = z.output<typeof runConfigSchema>;
