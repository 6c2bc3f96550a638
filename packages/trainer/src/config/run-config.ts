import type { Hyperparameters } from '@longrange/model';
import { hyperparametersSchema } from '@longrange/model/internal';
import { z } from 'zod';
import { corpusConfigSchema } from './corpus-config.ts';
import { type TrainingConfig, trainingConfigSchema } from './training-config.ts';

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

/** The configuration of a run, complete. */
export type RunConfig = z.output<typeof runConfigSchema>;
