import type { CharacterModel } from '@longrange/model';
import type { FoundModel } from '@longrange/trainer';
import { formatCount } from '../terminal/format.ts';

/** A model that was found and read, wherever it is from: what becomes of its files afterwards does not matter. */
export interface ModelSource {
  /** Name of the run, or of the file. */
  readonly name: string;
  /** Folder of the checkpoint, or path of the file. */
  readonly path: string;
  /** Of the weights, or of the whole file. */
  readonly sha256: string;
  readonly vocabulary: readonly string[];
  /** Tokens of a file that mean no character, and were taken out of the model. */
  readonly tokensTakenOut: number;
  /** What a run of ours knows; null for a file, which does not tell. */
  readonly training: TrainingState | null;
  /** Makes the model on the engine that is active. */
  readonly load: () => CharacterModel;
}

export interface TrainingState {
  readonly runFolder: string;
  readonly step: number;
  readonly charactersSeen: number;
  readonly seed: number;
  /** Of work, up to this checkpoint. */
  readonly elapsedSeconds: number;
  /** Settings of model and training. */
  readonly config: FoundModel['state']['config'];
}

/** `runs/mine/checkpoints/step-000500, step 500`, or the path of a file. */
export function describeSource({ path, training }: ModelSource): string {
  return training === null ? path : `${path}, step ${formatCount(training.step)}`;
}
