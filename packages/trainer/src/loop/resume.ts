import type { Batcher } from '@longrange/corpus';
import { LongrangeError } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import { withNetwork } from '@longrange/model/internal';
import { corrupt } from '../checkpoint/corrupt.ts';
import type { CheckpointReference } from '../checkpoint/list-checkpoints.ts';
import { type CheckpointState, readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import type { StateFile } from '../checkpoint/state-schema.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { momentShapes } from './adam.ts';
import { carriedShapes } from './carried-state.ts';

/** What training is: a run that resumes with another value would be another run. */
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
  /** Settings that may change between sessions, and did. */
  readonly changedSettings: readonly string[];
}

/** What a run goes on with. */
export interface ResumingRun {
  readonly model: CharacterModel;
  readonly config: TrainingConfig;
  readonly batcher: Batcher;
  readonly trainingDataSha256: string;
}

/**
 * Reads a checkpoint, puts its weights into `model` and `batcher` to its place in the text. All is checked before anything is changed.
 *
 * @throws LongrangeError `RESUME_MISMATCH` (exit code 2) where model, data or a fixed setting differ; `CHECKPOINT_…`
 */
export async function resumeFrom(reference: CheckpointReference, run: ResumingRun): Promise<Resumption> {
  const { model, config, batcher, trainingDataSha256 } = run;
  const checkpoint = await readCheckpoint(reference.folder);
  const { state } = checkpoint;
  const problems = [
    ...differences(withNetwork(state.config.model), model.config).map((key) => `model.${key}`),
    ...differences(state.config.training, config).filter((key) =>
      fixedSettings.some((fixed) => fixed === key),
    ),
    ...(state.trainingDataSha256 === trainingDataSha256 ? [] : ['the training text']),
  ];
  if (problems.length > 0) throw mismatch(reference, problems);
  checkTensors(reference, checkpoint, run);
  const saved = checkpoint.load();
  try {
    if (differences(withNetwork(state.config.model), saved.config).length > 0)
      throw corrupt(reference.folder, 'Expected model.json with the model of state.json, got another.');
    seek(reference, state, batcher);
    for (const [name, parameter] of model.parameters) parameter.assign(saved.parameters.get(name)!);
  } finally {
    saved.dispose();
  }
  return { ...checkpoint, changedSettings: differences(state.config.training, config) };
}

/** That state.bin holds exactly the model's tensors, each of its shape. */
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

/** Every step takes one batch, so the step says where the batcher must be, and that how many characters it has given out. */
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

function differences(before: Readonly<Record<string, unknown>>, now: object): string[] {
  const current = JSON.parse(JSON.stringify(now)) as Record<string, unknown>;
  const keys = new Set([...Object.keys(before), ...Object.keys(current)]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(current[key]));
}

function mismatch({ folder }: CheckpointReference, problems: readonly string[]): LongrangeError {
  return new LongrangeError({
    code: 'RESUME_MISMATCH',
    message: `Expected to resume ${folder} with the settings that it was trained with, got differences in ${problems.join(', ')}.`,
    hint: 'use the same corpus and the settings in the config.json of the run, or start a new run.',
    exitCode: 2,
  });
}
