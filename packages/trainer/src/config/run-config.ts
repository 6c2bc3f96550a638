import { modelConfigSchema } from '@longrange/model';
import { z } from 'zod';
import { corpusConfigSchema } from './corpus-config.ts';
import { type TrainingConfig, trainingConfigSchema } from './training-config.ts';

/** What can be chosen about the model; its vocabulary comes from the corpus. */
export const hyperparametersSchema = modelConfigSchema.omit({ formatVersion: true, vocabulary: true });

/** Windows show no beginning of a document: a model that embeds one would never learn it. */
export const UNSEEN_BEGINNING =
  'Expected `model.beginOfDocument` to be false with `training.batches` windows, which show no beginning of a document, got true.';

export function seesBeginning(
  model: Pick<Hyperparameters, 'beginOfDocument'>,
  training: Pick<TrainingConfig, 'batches'>,
): boolean {
  return !model.beginOfDocument || training.batches === 'streams';
}

/** A whole run, resolved: it has every value. */
export const runConfigSchema = z
  .strictObject({
    preset: z.string(),
    model: hyperparametersSchema.prefault({}),
    training: trainingConfigSchema.prefault({}),
    corpus: corpusConfigSchema.prefault({}),
  })
  .check(z.refine(({ model, training }) => seesBeginning(model, training), { error: UNSEEN_BEGINNING }));

/** The part of a run's configuration that says what is trained: a model's, without its vocabulary. */
export type Hyperparameters = z.output<typeof hyperparametersSchema>;
/** The configuration of a run, complete. */
export type RunConfig = z.output<typeof runConfigSchema>;
