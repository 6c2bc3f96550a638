import { LongrangeError } from '@longrange/errors';
import { type CharacterModel, loadModel } from '@longrange/model';
import type { CheckpointReference } from '../checkpoint/find-checkpoint.ts';
import { type CheckpointState, readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import type { StateFile } from '../checkpoint/state-schema.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/** What training is: a run that resumes with another value would be another run. */
const fixedSettings = [
  'batchSize',
  'sequenceLength',
  'carryState',
  'seed',
] as const satisfies readonly (keyof TrainingConfig)[];

export interface Resumption extends CheckpointState {
  /** Settings that may change between sessions, and did. */
  readonly changedSettings: readonly string[];
}

/**
 * Reads a checkpoint and puts its weights into `model`.
 *
 * @throws LongrangeError `RESUME_MISMATCH` (exit code 2) where model, data or a fixed setting differ; `CHECKPOINT_…`
 */
export async function resumeFrom(
  reference: CheckpointReference,
  model: CharacterModel,
  config: TrainingConfig,
  trainingDataSha256: string,
): Promise<Resumption> {
  const checkpoint = await readCheckpoint(reference.folder);
  const { state } = checkpoint;
  const problems = [
    ...differences(state.config.model, model.config).map((key) => `model.${key}`),
    ...differences(state.config.training, config).filter((key) =>
      fixedSettings.some((fixed) => fixed === key),
    ),
    ...(state.trainingDataSha256 === trainingDataSha256 ? [] : ['the training text']),
  ];
  if (problems.length > 0) throw mismatch(reference, problems);
  await restoreParameters(model, reference.folder);
  return { ...checkpoint, changedSettings: differences(state.config.training, config) };
}

function differences(before: StateFile['config']['model'], now: object): string[] {
  const current = JSON.parse(JSON.stringify(now)) as Record<string, unknown>;
  const keys = new Set([...Object.keys(before), ...Object.keys(current)]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(current[key]));
}

async function restoreParameters(model: CharacterModel, folder: string): Promise<void> {
  const saved = await loadModel(folder);
  for (const [name, parameter] of model.parameters) parameter.assign(saved.parameters.get(name)!);
  saved.dispose();
}

function mismatch({ folder }: CheckpointReference, problems: readonly string[]): LongrangeError {
  return new LongrangeError({
    code: 'RESUME_MISMATCH',
    message: `Expected to resume ${folder} with what it was trained with, got a difference in ${problems.join(', ')}.`,
    hint: 'use the same corpus and the settings in the config.json of the run, or start a new run.',
    exitCode: 2,
  });
}
