import '@tensorflow/tfjs-backend-cpu';
import { join } from 'node:path';
import * as models from '@longrange/model';
import { loadModel, loadModelDescription, saveModel } from '@longrange/model/node';
import { type Tensor2D, tensor } from '@tensorflow/tfjs-core';
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

const folder = scratchFolder();
const nothing = () => undefined;
export const config = models.parseModelConfig({
  vocabulary: ['a', 'b'],
  units: 4,
  embeddingSize: 2,
  layers: 1,
});
export const model = models.CharacterModel.initialize(config, { seed: 1 });
export const values = await model.values();
const files = await models.modelToFiles(model);
await saveModel(model, join(folder, 'model'));
const ids = Int32Array.of(0, 1, 0);
const read = { batchSize: optional(2), chunk: optional(2), onProgress: optional(nothing) };
const signal = optional(new AbortController().signal);
const state = (rows = 1) => whole(model.zeroState(rows));
const tokens = tensor([0, 1], [2, 1], 'int32') as Tensor2D;
const table = model.tokenTable();

/** The part of a cell that is read when a network is made of it. */
const plainCell = { parameters: nothing, forward: nothing } as unknown as models.RecurrentCell;

const ownOptions = models.blockOptions({ default: 4, meaning: 'numbers' });
/** The same part of a mixer. */
const plainMixer = { mix: nothing } as unknown as models.Mixer;

export const modelDoors: readonly Door[] = [
  door('parseModelConfig', (given) => models.parseModelConfig(given), {
    vocabulary: ['a', 'b'],
    ...{ units: optional(4), layers: optional(1), network: optional(word('lstm')), dropout: optional(0.5) },
  }),
  ...doorsOf(models, {
    parameterSpecifications: [whole(config)],
    networkOf: [whole(config)],
    registerNetwork: [whole(models.networkOf(config))],
    recurrentStack: ['own', 'Own', whole(plainCell)],
    blockNetwork: ['own', 'Own', whole(ownOptions), whole(plainMixer)],
    blockOptions: [data({ default: 4, meaning: 'numbers' })],
    clampUnit: [model, { layer: 0, unit: 1, value: or(0.5, 'any number', -1) }],
    disposeState: [state()],
    mapState: [state(), (tensor) => tensor],
    stateTensors: [state()],
    copyRows: [state(2), [1]],
    gatesOf: [model],
    timeMajor: [[ids], 2, or(0, 'the default; marks padding', undefined, -1)],
    scoreTokens: [model, [ids], optional({ ...read, signal, resetEvery: optional(nullable(2)) })],
    sumLosses: [model, [ids], optional({ ...read, signal, resetEvery: optional(nullable(2)) })],
    predictPositions: [model, [data({ tokens: ids, at: [1, 2] })], optional({ ...read, signal })],
    scoreBranches: [
      model,
      [data({ tokens: ids, branches: [data({ at: 1, continuation: ids })] })],
      optional({ ...read, signal }),
    ],
    traceTokens: [model, [ids], nothing, optional(read)],
    inputGradientNorms: [
      model,
      [ids],
      [data({ sequence: 0, at: 2 })],
      { ...{ window: 2, batchSize: optional(2), onProgress: optional(nothing) } },
    ],
    modelToFiles: [model, optional(data({}))],
    modelFromFiles: ['here', data(files)],
  }),
  door('CharacterModel.initialize', models.CharacterModel.initialize, whole(config), {
    seed: or(1, 'any whole number', -1),
  }),
  door('CharacterModel.fromValues', models.CharacterModel.fromValues, whole(config), values),
  door('CharacterModel.score', (all, options) => model.score(all, options), ['ab'], {
    ...{ resetEvery: nullable(2), onShare: optional(nothing) },
  }),
  door('CharacterModel.predict', (all) => model.predict(all), [data({ text: 'ab', at: [1, 2] })]),
  door('CharacterModel.continuations', (all) => model.continuations(all), [
    data({ text: 'ab', branches: [data({ at: 1, continuation: 'a' })] }),
  ]),
  door('CharacterModel.complete', (prompts, options) => model.complete(prompts, options), ['ab'], {
    ...{ length: 3, temperature: 1, seed: 1, isDone: optional(() => false), onShare: optional(nothing) },
  }),
  door('CharacterNetwork.zeroState', (rows) => model.zeroState(rows), 1),
  door(
    'CharacterNetwork.forward',
    (read, before, options) => model.forward(read, before, options),
    tokens,
    state(),
    options({ dropoutSeed: or(1, 'any whole number', -1), tokenTable: table }),
  ),
  door('CharacterNetwork.embed', (read) => model.embed(read), tokens),
  door(
    'CharacterNetwork.forwardEmbedded',
    (read, before) => model.forwardEmbedded(read, before),
    model.embed(tokens),
    state(),
  ),
  door('CharacterNetwork.trace', (read, before) => model.trace(read, before), tokens, state()),
  door(
    'selectState',
    (rows, zeroed) => models.selectState(model.zeroState(2), rows, zeroed),
    [1, 0],
    optional([true, false]),
  ),
  door('joinStates', (all) => models.joinStates(all), [state()]),
  door('loadModel', loadModel, join(folder, 'model')),
  door('loadModelDescription', loadModelDescription, join(folder, 'model')),
  door('saveModel', saveModel, model, join(folder, 'saved'), optional(data({}))),
];
