import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CharTokenizer, createCorpus, type EncodedSplit, encodeSplit } from '@longrange/corpus';
import { CharacterModel, type ModelConfigInput } from '@longrange/model';
import { onTestFinished } from 'vitest';
import { type TrainingConfig, trainingConfigSchema } from '../config/training-config.ts';
import type { TrainOptions } from '../loop/session.ts';

/** A text of small programs that differ; the same every time. */
export function toyText(characters: number): string {
  const names = ['alpha', 'beta', 'gamma', 'delta'];
  let text = '';
  for (let i = 0; text.length < characters; i++) {
    const name = names[(i * i + (i >> 2)) % names.length]!;
    text += `def ${name}(x):\n    return ${name}(x + ${(i * 7) % 10})\n`;
  }
  return text.slice(0, characters);
}

/** A text as one document of ids, with the characters that stand for them. */
export function encodeText(text: string): { vocabulary: readonly string[]; split: EncodedSplit } {
  const tokenizer = CharTokenizer.fromVocabulary([...new Set(text)].sort());
  const corpus = createCorpus([{ path: 'toy.py', text }], { split: { kind: 'contiguous', validation: 0 } });
  return { vocabulary: tokenizer.vocabulary, split: encodeSplit(corpus.split('train'), tokenizer) };
}

export interface ToySetting {
  readonly text?: string;
  readonly model?: Omit<ModelConfigInput, 'vocabulary'>;
  readonly training?: Parameters<typeof trainingConfigSchema.parse>[0] & object;
  readonly runFolder?: string;
}

/** Everything `train` needs for a tiny model on a toy text, in a run folder of its own. */
export async function toyRun({
  text = toyText(2000),
  model = {},
  training = {},
  runFolder,
}: ToySetting = {}) {
  const { vocabulary, split } = encodeText(text);
  const cut = Math.floor(split.ids.length * 0.9);
  const options = {
    model: toyModel(vocabulary, model),
    corpusData: { train: part(split, 0, cut), validation: part(split, cut, split.ids.length) },
    config: toyConfig(training),
    runFolder: runFolder ?? join(await temporaryFolder(), 'runs', 'toy'),
  } satisfies TrainOptions;
  onTestFinished(() => options.model.dispose());
  return options;
}

export function toyModel(
  vocabulary: readonly string[],
  config: Omit<ModelConfigInput, 'vocabulary'> = {},
): CharacterModel {
  const tiny = { embeddingSize: 4, layers: 2, units: 8, dropout: 0, l2: 0 };
  return CharacterModel.initialize({ ...tiny, ...config, vocabulary: [...vocabulary] }, { seed: 3 });
}

export function toyConfig(training: object = {}): TrainingConfig {
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

/** A folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-trainer-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function part({ ids, unknownCharacters }: EncodedSplit, start: number, end: number): EncodedSplit {
  const taken = ids.slice(start, end);
  return { ids: taken, documents: [{ path: 'toy.py', start: 0, end: taken.length }], unknownCharacters };
}
