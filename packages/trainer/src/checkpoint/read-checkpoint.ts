import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeeper, LongrangeError, refuseOtherVersion, systemProblem } from '@longrange/errors';
import { type CharacterModel, modelFromFiles } from '@longrange/model';
import type { z } from 'zod';
import { sha256 } from '../disk/sha256.ts';
import { stepOfFolder } from './list-checkpoints.ts';
import {
  type CompleteMarker,
  completeSchema,
  STATE_FORMAT_VERSION,
  type StateFile,
  stateSchema,
} from './state-schema.ts';
import { firstNotFinite, type TensorValues, tensorProblem, unpackTensors } from './tensor-file.ts';

/** Model of a checkpoint, read and checked; later changes of the folder do not matter. */
export interface StoredModel {
  readonly state: StateFile;
  /**
   * Makes the model on the active engine.
   *
   * @throws LongrangeError `CHECKPOINT_…` of the model package
   */
  readonly load: () => CharacterModel;
}

/** Complete contents of a checkpoint. */
export interface CheckpointState extends StoredModel {
  /** Adam's moments and the carried state. */
  readonly tensors: ReadonlyMap<string, TensorValues>;
}

/**
 * Reads everything that resuming needs, after checking each file of the checkpoint against its SHA-256 and `state.bin` against its index.
 *
 * @throws LongrangeError as `readModel`
 */
export async function readCheckpoint(folder: string): Promise<CheckpointState> {
  const model = await readModel(folder);
  const { files, tensors: index } = model.state;
  const bytes = await readChecked(folder, 'state.bin', files['state.bin']);
  const problem = tensorProblem(index, bytes);
  if (problem !== undefined) throw corrupt(folder, problem);
  const tensors = unpackTensors(index, bytes);
  const damaged = firstNotFinite(tensors);
  if (damaged !== undefined)
    throw corrupt(folder, `Expected finite values in state.bin, got others in ${damaged}.`);
  return { ...model, tensors };
}

/**
 * Reads the model of a checkpoint, after checking its files against their SHA-256. Does not read `state.bin`, which only resuming needs.
 *
 * @throws LongrangeError `CHECKPOINT_INCOMPLETE`, `CHECKPOINT_CORRUPT`, or `CHECKPOINT_NEWER` or `CHECKPOINT_OLDER` for another format
 */
export async function readModel(folder: string): Promise<StoredModel> {
  const state = await readState(folder);
  const description = await readChecked(folder, 'model.json', state.files['model.json']);
  const weights = await readChecked(folder, 'weights.bin', state.files['weights.bin']);
  return { state, load: () => modelFromFiles(folder, { description, weights }) };
}

async function readState(folder: string): Promise<StateFile> {
  const marker = await readMarker(folder);
  const bytes = await readChecked(folder, 'state.json', marker.stateSha256);
  const state = parseJson(folder, 'state.json', bytes, stateSchema);
  const problem = implausible(folder, marker, state);
  if (problem !== undefined) throw corrupt(folder, problem);
  return state;
}

async function readMarker(folder: string): Promise<CompleteMarker> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, 'COMPLETE'));
  } catch (cause) {
    throw new LongrangeError({
      code: 'CHECKPOINT_INCOMPLETE',
      message: `Expected a complete checkpoint in ${folder}, got no file COMPLETE.`,
      hint: 'writing it was interrupted; use an earlier checkpoint, or `latest`.',
      cause,
    });
  }
  return parseJson(folder, 'COMPLETE', bytes, completeSchema);
}

async function readChecked(folder: string, name: string, expectedHash: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, name));
  } catch (cause) {
    throw corrupt(folder, systemProblem('read', name, cause).message, cause);
  }
  const hash = sha256(bytes);
  if (hash === expectedHash) return bytes;
  throw corrupt(
    folder,
    `Expected ${name} as it was written (SHA-256 ${expectedHash.slice(0, 12)}…), got ${bytes.length} bytes with ${hash.slice(0, 12)}….`,
  );
}

/** Maximum nesting depth; configurations are nested three deep. */
const DEEPEST = 100;

function parseJson<Schema extends z.ZodType>(
  folder: string,
  name: string,
  bytes: Uint8Array,
  schema: Schema,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw corrupt(folder, `Expected ${name} to hold JSON, got ${bytes.length} bytes that are not.`, cause);
  }
  refuseOtherVersion(json, STATE_FORMAT_VERSION, 'CHECKPOINT', `${name} in ${folder}`);
  if (isDeeper(json, DEEPEST))
    throw corrupt(folder, `Expected ${name} in its format, got JSON nested too deep.`);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw corrupt(folder, `Expected ${name} in its format, got at \`${path.join('.')}\`: ${message}.`);
}

/**
 * Describes how `state.json` contradicts itself, COMPLETE or the folder's name; undefined if it does not. A hash shows that a file is
 * unchanged; this shows that a run can have written it.
 */
function implausible(folder: string, marker: CompleteMarker, state: StateFile): string | undefined {
  const { progress, randomStreams, optimizer, config } = state;
  const { step, charactersSeen, best, validation, sinceLog } = progress;
  const { batchSize, sequenceLength } = config.training;
  const perStep = Number(batchSize) * Number(sequenceLength);
  const checks: [string, unknown, unknown][] = [
    ['the step of COMPLETE', marker.step, step],
    ['the step of its folder', stepOfFolder(folder) ?? step, step],
    ['`randomStreams.step`', randomStreams.step, step],
    ['`optimizer.step`', optimizer.step, step],
    // Fewer characters than that mean padding.
    ['`progress.charactersSeen` of its steps', charactersSeen <= step * perStep, true],
    ['the validation loss of COMPLETE', marker.validationLossNats, validation?.lossNats ?? null],
    ['`progress.best` of an earlier step', best === null || best.step <= step, true],
    ['`progress.sinceLog` of its steps', sinceLog.characters <= charactersSeen, true],
  ];
  const failed = checks.find(([, got, expected]) => got !== expected);
  if (failed === undefined) return undefined;
  const [what, got, expected] = failed;
  return typeof expected === 'boolean'
    ? `Expected ${what}, got another at step ${step}.`
    : `Expected ${what} to be ${expected}, got ${got}.`;
}

/** Error for a checkpoint that has changed since it was written, or was never plausible. */
export function corrupt(folder: string, message: string, cause?: unknown): LongrangeError {
  return new LongrangeError({
    code: 'CHECKPOINT_CORRUPT',
    message: `${message} In ${folder}.`,
    hint: 'the checkpoint is damaged; use another checkpoint of the run.',
    cause,
  });
}
