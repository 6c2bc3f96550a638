import { registerSimdBackend } from '@longrange/backend-simd';
import { CharTokenizer, createCorpus, encodeSplit } from '@longrange/corpus';
import { CharacterModel } from '@longrange/model';
import type { TrainOptions } from '@longrange/trainer';
import { trainingConfigSchema } from '@longrange/trainer/internal';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { toyDocuments } from '../../testing/toy-corpus.ts';

/** The engine that users have, on one thread: two files of tests run at once. */
export async function useEngine(): Promise<void> {
  enableProdMode();
  await registerSimdBackend({ threads: 1 });
  await setBackend('simd');
}

/** Options of `train` for a tiny model: `steps` in all, a few more at the ends of documents, always the same seed. */
export function toyRun(runFolder: string, steps: number, settings: object = {}): TrainOptions {
  const split = { kind: 'document', validation: 0.1, test: 0.1, seed: 5 } as const;
  const corpus = createCorpus(toyDocuments(24), { split });
  const tokenizer = CharTokenizer.fromSplit(corpus.split('train'));
  const [batchSize, sequenceLength] = [2, 8];
  return {
    model: CharacterModel.initialize(
      { embeddingSize: 4, layers: 1, units: 8, dropout: 0.1, vocabulary: [...tokenizer.vocabulary] },
      { seed: 5 },
    ),
    corpusData: {
      train: encodeSplit(corpus.split('train'), tokenizer),
      validation: encodeSplit(corpus.split('validation'), tokenizer),
    },
    config: trainingConfigSchema.parse({
      batchSize,
      sequenceLength,
      epochs: null,
      maxCharacters: steps * batchSize * sequenceLength,
      warmupSteps: 2,
      validationEverySteps: 0,
      checkpointEverySteps: 0,
      validationMaxCharacters: 128,
      ...settings,
    }),
    runFolder,
  };
}
