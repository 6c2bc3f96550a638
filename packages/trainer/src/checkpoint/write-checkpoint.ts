import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CharacterModel } from '@longrange/model';
import { saveModel } from '@longrange/model/node';
import { sha256, sha256OfJson } from '../disk/sha256.ts';
import { writeAndFlush, writeFolderAtomically } from '../disk/write-atomically.ts';
import { checkpointFolder } from './list-checkpoints.ts';
import { type CompleteMarker, type Progress, STATE_FORMAT_VERSION, type StateFile } from './state-schema.ts';
import { type NamedTensors, packTensors } from './tensor-file.ts';

export interface CheckpointContent {
  readonly model: CharacterModel;
  readonly progress: Progress;
  readonly config: StateFile['config'];
  readonly seed: number;
  readonly trainingDataSha256: string;
  /** Adam's moments and the carried state. */
  readonly tensors: NamedTensors;
}

/**
 * Writes `checkpoints/step-000500/` of a run into a temporary folder, COMPLETE last, and renames it.
 *
 * @returns the folder
 * @throws LongrangeError `WRITE_FAILED`; nothing half-written remains, other checkpoints are untouched
 */
export async function writeCheckpoint(runFolder: string, content: CheckpointContent): Promise<string> {
  const { step, validation } = content.progress;
  const folder = checkpointFolder(runFolder, step);
  await writeFolderAtomically(folder, async (temporary) => {
    await saveModel(content.model, temporary, { step, validation });
    const { index, bytes } = packTensors(content.tensors);
    await writeFile(join(temporary, 'state.bin'), bytes);
    const state = JSON.stringify(stateFile(content, index, await hashFiles(temporary)), null, 1);
    await writeFile(join(temporary, 'state.json'), state);
    await writeAndFlush(join(temporary, 'COMPLETE'), completeMarker(content.progress, state));
  });
  return folder;
}

function stateFile(
  { progress, config, seed, trainingDataSha256 }: CheckpointContent,
  tensors: StateFile['tensors'],
  files: StateFile['files'],
): StateFile {
  return {
    formatVersion: STATE_FORMAT_VERSION,
    progress,
    randomStreams: { kind: 'counter', seed, step: progress.step },
    optimizer: { kind: 'adam', step: progress.step },
    config,
    configSha256: sha256OfJson(config),
    trainingDataSha256,
    tensors,
    files,
  };
}

function completeMarker({ step, validation }: Progress, state: string): string {
  const marker: CompleteMarker = {
    formatVersion: STATE_FORMAT_VERSION,
    step,
    completedAt: new Date().toISOString(),
    validationLossNats: validation?.lossNats ?? null,
    stateSha256: sha256(state),
  };
  return `${JSON.stringify(marker)}\n`;
}

async function hashFiles(folder: string): Promise<StateFile['files']> {
  const hashOf = async (name: string): Promise<string> => sha256(await readFile(join(folder, name)));
  return {
    'model.json': await hashOf('model.json'),
    'state.bin': await hashOf('state.bin'),
    'weights.bin': await hashOf('weights.bin'),
  };
}
