import '@tensorflow/tfjs-backend-cpu';
import { join } from 'node:path';
import { CharacterModel } from '@longrange/model';
import * as trainer from '@longrange/trainer';
import { toyDocuments } from '../toy-corpus.ts';
import { scratchFolder } from '../workspace.ts';
import {
  type Door,
  data,
  door,
  doorsOf,
  nullable,
  optional,
  options,
  or,
  whole,
  word,
} from '../wrong-calls.ts';
import { encoded, tokenizer } from './corpus.ts';

const folder = scratchFolder();
const runFolder = join(folder, 'run');
const vocabulary = [...tokenizer.vocabulary];
const sizes = { units: 4, embeddingSize: 2, layers: 1 };
const model = CharacterModel.initialize({ ...sizes, vocabulary }, { seed: 1 });
const small = { batchSize: 2, sequenceLength: 8, maxCharacters: 16, epochs: null, warmupSteps: 0 };
const { training: config } = trainer.resolveConfig({
  training: small,
});
await trainer.train({ model, config, corpusData: { train: encoded, validation: encoded }, runFolder });
const checkpoint = await trainer.findCheckpoint(folder, 'run');

const text = data({ ids: encoded.ids, documents: encoded.documents.map((span) => data(span)) });
const split = data({ ...encoded, documents: encoded.documents.map((span) => data(span)) });
const running = {
  runFolder: join(folder, 'new'),
  stopAtStep: optional(1),
  signal: optional(AbortSignal.abort()),
  onEvent: optional(() => undefined),
  scalesLoss: optional(false),
  provenance: optional(data({})),
};

const halves = {
  ...{ kind: optional(word('document')), groups: optional(word('none')) },
  ...{ validation: optional(0.5), test: optional(0.1), seed: optional(1) },
};
let runs = 0;
/** The function with a run folder of its own for each call, as far as one is given. */
function inNewFolder<A extends { runFolder: string }, R>(run: (options: A) => R): (options: A) => R {
  return (options) => {
    let given = options;
    try {
      if (options.runFolder === running.runFolder)
        given = { ...options, runFolder: join(folder, `new-${++runs}`) };
    } catch {
      // Options that throw when they are read: the function has to see to that.
    }
    return run(given);
  };
}
const texts = toyDocuments(12).map((one) => or(data(one), 'a text alone is a document', '', 'x'));

export const trainerDoors: readonly Door[] = [
  ...doorsOf(trainer, {
    resolveConfig: [
      optional({
        preset: optional(word('quick')),
        model: options({ network: word('lstm'), units: 8 }),
        training: options({ learningRate: 0.1, epochs: nullable(1) }),
        corpus: optional({ dedupe: optional(word('exact')), split: options({ seed: 1 }) }),
      }),
    ],
    corpusOptions: [
      {
        ...{ sources: optional(['x']), extensions: optional(['.py']), charset: optional('unicode') },
        ...{
          dedupe: optional(word('exact')),
          split: optional(halves),
          language: or('python', 'it may be told by the sources', null, undefined),
        },
      },
    ],
    validate: [
      model,
      text,
      data({
        ...{ batchSize: 2, sequenceLength: 8, initialState: word('zero') },
        ...{ microBatchSize: nullable(1), resetEvery: nullable(8), maxCharacters: nullable(99) },
      }),
    ],
    qualityOf: [
      data({
        lossNats: or(1, 'a model that diverged', Number.NaN),
        ...{ correct: or(1, 'as above', Number.NaN), characters: or(2, 'as above', Number.NaN) },
      }),
    ],
    bestCheckpoint: [[whole(checkpoint)]],
    findCheckpoint: [folder, 'run'],
    findModel: [folder, 'run'],
    listCheckpoints: [runFolder],
    readCheckpoint: [checkpoint.folder],
    readMetrics: [runFolder],
  }),
  door('train', inNewFolder(trainer.train), {
    ...{ model: whole(model), config: whole(config), ...running },
    corpusData: data({ train: split, validation: split }),
  }),
  door(
    'trainOn',
    (given, options) => inNewFolder((one: typeof options) => trainer.trainOn(given, one))(options),
    texts,
    {
      ...running,
      config: optional({
        model: options({ units: 4 }),
        training: options({ batchSize: 2 }),
      }),
    },
  ),
];
