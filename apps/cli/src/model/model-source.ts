import type { DocumentScores } from '@longrange/eval/comparison';
import type { CharacterModel } from '@longrange/model';
import type { FoundModel } from '@longrange/trainer';
import type { LanguageEvidence } from '../language.ts';
import { type RunRecord, readRunRecord } from '../run/run-record.ts';
import { formatCount } from '../terminal/format.ts';

/** Model that was found and read, whatever its origin; later changes of its files do not matter. */
export interface ModelSource {
  /** Name of the run, or of the file. */
  readonly name: string;
  /** Folder of the checkpoint, or path of the file. */
  readonly path: string;
  /** SHA-256 of the weights, or of the whole file. */
  readonly sha256: string;
  readonly vocabulary: readonly string[];
  /** Number of tokens of a file that stand for no character and were removed from the model. */
  readonly tokensTakenOut: number;
  /** Id of the language that a file names. */
  readonly language?: string | undefined;
  /** State of the training in a run; null for a file, which does not contain it. */
  readonly training: TrainingState | null;
  /** Makes the model on the active engine. */
  readonly load: () => CharacterModel;
}

export interface TrainingState {
  readonly runFolder: string;
  readonly step: number;
  readonly charactersSeen: number;
  readonly seed: number;
  /** Duration of the work up to this checkpoint. */
  readonly elapsedSeconds: number;
  /** Settings of model and training. */
  readonly config: FoundModel['state']['config'];
}

/** `runs/mine/checkpoints/step-000500, step 500`, or the path of a file. */
export function describeSource({ path, training }: ModelSource): string {
  return training === null ? path : `${path}, step ${formatCount(training.step)}`;
}

/** Returns the evidence of its language that a model's run or file holds. */
export async function languageEvidence({
  name,
  path,
  language,
  training,
}: ModelSource): Promise<LanguageEvidence> {
  if (training === null) return { id: language, from: path };
  const { corpus } = await readRunRecord(training.runFolder);
  return { run: name, corpus: corpus.config };
}

type Trained = NonNullable<DocumentScores['trained']>;

/** Settings of a network's training, so that a comparison can say what differs; undefined for a file. The source of the text is left out: it is the same for all. */
export function trainedOf({
  training,
  record,
}: {
  readonly training: TrainingState | null;
  readonly record: RunRecord | null;
}): Trained | undefined {
  if (training === null || record === null) return undefined;
  const { vocabulary, formatVersion, ...model } = training.config.model;
  const { sources, language, ...corpus } = record.corpus.config;
  const config = { preset: record.config.preset, model, training: training.config.training, corpus };
  return { settings: Object.fromEntries(leaves(config)), minutes: training.elapsedSeconds / 60 };
}

function leaves(value: object, prefix = ''): [string, Trained['settings'][string]][] {
  return Object.entries(value).flatMap(([key, child]): [string, Trained['settings'][string]][] => {
    if (Array.isArray(child)) return [[prefix + key, child.join(' ')]];
    if (typeof child === 'object' && child !== null) return leaves(child, `${prefix}${key}.`);
    return [[prefix + key, child]];
  });
}
