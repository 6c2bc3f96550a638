import type { Batcher } from '@longrange/corpus';
import { LongrangeError } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import { parseModelConfig } from '@longrange/model/internal';
import type { CheckpointReference } from '../checkpoint/list-checkpoints.ts';
import { type CheckpointState, corrupt, readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import type { StateFile } from '../checkpoint/state-schema.ts';
import { parseWithSchema } from '../config/run-config.ts';
import { type TrainingConfig, trainingConfigSchema } from '../config/training-config.ts';
import { momentShapes } from './adam.ts';
import { carriedShapes } from './carried-state.ts';

/** Settings that define the training: with other values, a resumed run would be another run. */
const fixedSettings = [
  'batchSize',
  'sequenceLength',
  'gradientLength',
  'resetEvery',
  'batches',
  'initialState',
  'resetAtDocuments',
  'seed',
] as const satisfies readonly (keyof TrainingConfig)[];

export interface Resumption extends CheckpointState {
  /** Changed settings among those that may change between sessions. */
  readonly changedSettings: readonly string[];
}

/** State of a run that resumes. */
export interface ResumingRun {
  readonly model: CharacterModel;
  readonly config: TrainingConfig;
  readonly batcher: Batcher;
  readonly trainingDataSha256: string;
}

/**
 * Reads a checkpoint, copies its weights into `model` and moves `batcher` to its position. Everything is checked before anything is changed.
 *
 * @throws LongrangeError `RESUME_MISMATCH` (exit code 2) if the model, the data or a fixed setting differs; `CHECKPOINT_…`
 */
export async function resumeFrom(reference: CheckpointReference, run: ResumingRun): Promise<Resumption> {
  const { model, config, batcher, trainingDataSha256 } = run;
  const checkpoint = await readCheckpoint(reference.folder);
  const { state } = checkpoint;
  // With the defaults of settings that the checkpoint is older than.
  const before = {
    model: parseModelConfig(state.config.model),
    training: parseWithSchema(trainingConfigSchema, state.config.training),
  };
  const problems = [
    ...differences(before.model, model.config).map((key) => `model.${key}`),
    ...differences(before.training, config).filter((key) => fixedSettings.some((fixed) => fixed === key)),
    ...(state.trainingDataSha256 === trainingDataSha256 ? [] : ['the training text']),
  ];
  if (problems.length > 0) throw mismatch(reference, problems);
  checkTensors(reference, checkpoint, run);
  const saved = checkpoint.load();
  try {
    if (differences(before.model, saved.config).length > 0)
      throw corrupt(reference.folder, 'Expected model.json with the model of state.json, got another.');
    seek(reference, state, batcher);
    for (const [name, parameter] of model.parameters) parameter.assign(saved.parameters.get(name)!);
  } finally {
    saved.dispose();
  }
  return { ...checkpoint, changedSettings: differences(before.training, config) };
}

/** Checks that state.bin holds exactly the model's tensors, each of the right shape. */
function checkTensors(
  { folder }: CheckpointReference,
  { tensors }: CheckpointState,
  { model, config }: ResumingRun,
): void {
  const expected = new Map([...momentShapes(model), ...carriedShapes(model, config.batchSize)]);
  for (const [name, shape] of expected) {
    const got = tensors.get(name)?.shape;
    if (got?.join() === shape.join()) continue;
    throw corrupt(
      folder,
      `Expected state.bin to hold ${name} [${shape}], got ${got === undefined ? 'none' : `[${got}]`}.`,
    );
  }
  const stranger = [...tensors.keys()].find((name) => !expected.has(name));
  if (stranger !== undefined)
    throw corrupt(folder, `Expected no tensors of another model in state.bin, got ${stranger}.`);
}

/** Moves the batcher. Every step takes one batch, so the step determines the position, and the position the number of characters so far. */
function seek({ folder }: CheckpointReference, { progress }: StateFile, batcher: Batcher): void {
  const { batcherPosition, charactersSeen, step } = progress;
  const taken = batcherPosition.epoch * batcher.batchesPerEpoch + batcherPosition.batch;
  if (taken !== step)
    throw corrupt(folder, `Expected a position in the text after ${step} batches, got one after ${taken}.`);
  try {
    batcher.seek(batcherPosition);
  } catch (cause) {
    throw corrupt(folder, 'Expected a position in the training text, got one in another text.', cause);
  }
  const before = batcher.charactersBefore(batcherPosition);
  if (charactersSeen !== before)
    throw corrupt(folder, `Expected \`progress.charactersSeen\` to be ${before}, got ${charactersSeen}.`);
}

function differences(before: object, now: object): string[] {
  const [one, other] = [new Map(Object.entries(before)), new Map(Object.entries(now))];
  const keys = new Set([...one.keys(), ...other.keys()]);
  return [...keys].filter((key) => JSON.stringify(one.get(key)) !== JSON.stringify(other.get(key)));
}

function mismatch({ folder }: CheckpointReference, problems: readonly string[]): LongrangeError {
  return new LongrangeError({
    code: 'RESUME_MISMATCH',
    message: `Expected to resume ${folder} with the settings that it was trained with, got differences in ${problems.join(', ')}.`,
    hint: 'use the same corpus and the settings in the config.json of the run, or start a new run.',
    exitCode: 2,
  });
}
