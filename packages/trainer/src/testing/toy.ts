import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CharTokenizer, createCorpus, type EncodedSplit, encodeSplit } from '@longrange/corpus';
import { CharacterModel, type ModelConfigInput } from '@longrange/model';
import { onTestFinished } from 'vitest';
import { type TrainingConfig, trainingConfigSchema } from '../config/training-config.ts';
import type { TrainOptions } from '../loop/session.ts';
import { train } from '../loop/train.ts';
import type { TrainingEvent } from '../run/events.ts';

/** Makes a text of different small programs, the same every time. */
export function toyText(characters: number): string {
  const names = ['alpha', 'beta', 'gamma', 'delta'];
  let text = '';
  for (let i = 0; text.length < characters; i++) {
    const name = names[(i * i + (i >> 2)) % names.length]!;
    text += `def ${name}(x):\n    return ${name}(x + ${(i * 7) % 10})\n`;
  }
  return text.slice(0, characters);
}

/** Encodes a text as ids, in one document or in documents of the given length, and returns the vocabulary as well. */
export function encodeText(
  text: string,
  documentLength?: number,
): { vocabulary: readonly string[]; split: EncodedSplit } {
  const tokenizer = CharTokenizer.fromVocabulary([...new Set(text)].sort());
  const corpus = createCorpus([{ path: 'toy.py', text }], { split: { kind: 'contiguous', validation: 0 } });
  const { ids } = encodeSplit(corpus.split('train'), tokenizer);
  return { vocabulary: tokenizer.vocabulary, split: inDocuments(ids, documentLength) };
}

function inDocuments(ids: EncodedSplit['ids'], documentLength = ids.length): EncodedSplit {
  const documents = Array.from({ length: Math.floor(ids.length / documentLength) }, (_, index) => ({
    path: `toy-${index}.py`,
    start: index * documentLength,
    end: (index + 1) * documentLength,
  }));
  return { ids: ids.slice(0, documents.length * documentLength), documents, unknownCharacters: 0 };
}

export interface ToySetting {
  readonly text?: string;
  /** Length of each document of the training text; the default is one document. */
  readonly documentLength?: number;
  readonly model?: Omit<ModelConfigInput, 'vocabulary'>;
  readonly training?: Parameters<typeof trainingConfigSchema.parse>[0] & object;
  readonly runFolder?: string;
}

/** Makes everything that `train` needs for a tiny model on a toy text, in a run folder of its own. */
export async function toyRun({
  text = toyText(2000),
  documentLength,
  model = {},
  training = {},
  runFolder,
}: ToySetting = {}) {
  const { vocabulary, split } = encodeText(text);
  const trained = Math.floor(split.ids.length * 0.9);
  const [train, validation] = [split.ids.slice(0, trained), split.ids.slice(trained)];
  const options = {
    model: toyModel(vocabulary, model),
    corpusData: {
      train: inDocuments(train, documentLength),
      validation: inDocuments(validation, documentLength),
    },
    config: toyConfig(training),
    runFolder: runFolder ?? join(await temporaryFolder(), 'runs', 'toy'),
  } satisfies TrainOptions;
  onTestFinished(() => options.model.dispose());
  return options;
}

/** Trains a run of two steps, or with other settings, and returns its folder and its last checkpoint. */
export async function trainedRun(training: object = { maxCharacters: 64 }) {
  const options = await toyRun({ training });
  const { checkpoint } = await train(options);
  return { run: options.runFolder, folder: checkpoint.folder, checkpoint };
}

/** Returns a listener to training that does something after a step, before anything is saved. */
export function atStep(step: number, happens: () => void): (event: TrainingEvent) => void {
  return (event) => {
    if (event.type === 'step' && event.step === step) happens();
  };
}

export function toyModel(
  vocabulary: readonly string[],
  config: Omit<ModelConfigInput, 'vocabulary'> = {},
): CharacterModel {
  const tiny = { embeddingSize: 4, layers: 2, units: 8, dropout: 0, l2: 0 };
  return CharacterModel.initialize({ ...tiny, ...config, vocabulary: [...vocabulary] }, { seed: 3 });
}

function toyConfig(training: object = {}): TrainingConfig {
  const tiny = {
    batchSize: 4,
    sequenceLength: 8,
    epochs: null,
    maxCharacters: 20 * 32,
    warmupSteps: 2,
    validationEverySteps: 0,
    checkpointEverySteps: 0,
    logEverySteps: 1,
  };
  return trainingConfigSchema.parse({ ...tiny, ...training });
}

/** Makes a folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-trainer-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
