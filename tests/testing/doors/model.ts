import '@tensorflow/tfjs-backend-cpu';
import { join } from 'node:path';
import * as models from '@longrange/model';
import { loadModel, loadModelDescription, saveModel } from '@longrange/model/node';
import { type Tensor2D, tensor } from '@tensorflow/tfjs-core';
import { scratchFolder } from '../workspace.ts';
import { type Door, data, door, nullable, optional, options, or, whole, word } from '../wrong-calls.ts';

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
  door('parameterSpecifications', models.parameterSpecifications, whole(config)),
  door('networkOf', models.networkOf, whole(config)),
  door('registerNetwork', models.registerNetwork, whole(models.networkOf(config))),
  door('recurrentStack', models.recurrentStack, 'own', 'Own', whole(plainCell)),
  door('blockNetwork', models.blockNetwork, 'own', 'Own', whole(ownOptions), whole(plainMixer)),
  door('blockOptions', models.blockOptions, data({ default: 4, meaning: 'numbers' })),
  door('CharacterModel.initialize', models.CharacterModel.initialize, whole(config), {
    seed: or(1, 'any whole number', -1),
  }),
  door('CharacterModel.fromValues', models.CharacterModel.fromValues, whole(config), values),
  door('CharacterModel.zeroState', (rows) => model.zeroState(rows), 1),
  door(
    'CharacterModel.forward',
    (read, before, options) => model.forward(read, before, options),
    tokens,
    state(),
    options({ dropoutSeed: or(1, 'any whole number', -1), tokenTable: table }),
  ),
  door('CharacterModel.embed', (read) => model.embed(read), tokens),
  door(
    'CharacterModel.forwardEmbedded',
    (read, before) => model.forwardEmbedded(read, before),
    model.embed(tokens),
    state(),
  ),
  door('CharacterModel.trace', (read, before) => model.trace(read, before), tokens, state()),
  door('clampUnit', models.clampUnit, model, { layer: 0, unit: 1, value: or(0.5, 'any number', -1) }),
  door('disposeState', models.disposeState, state()),
  door('mapState', models.mapState, state(), (tensor) => tensor),
  door('stateTensors', models.stateTensors, state()),
  door(
    'selectState',
    (rows, zeroed) => models.selectState(model.zeroState(2), rows, zeroed),
    [1, 0],
    optional([true, false]),
  ),
  door('copyRows', models.copyRows, state(2), [1]),
  door('joinStates', (all) => models.joinStates(all), [state()]),
  door('gatesOf', models.gatesOf, model),
  door('timeMajor', models.timeMajor, [ids], 2, or(0, 'the default; marks padding', undefined, -1)),
  door(
    'scoreTokens',
    models.scoreTokens,
    model,
    [ids],
    optional({ ...read, signal, resetEvery: optional(nullable(2)) }),
  ),
  door(
    'sumLosses',
    models.sumLosses,
    model,
    [ids],
    optional({ ...read, signal, resetEvery: optional(nullable(2)) }),
  ),
  door(
    'predictPositions',
    models.predictPositions,
    model,
    [data({ tokens: ids, at: [1, 2] })],
    optional({ ...read, signal }),
  ),
  door(
    'scoreBranches',
    models.scoreBranches,
    model,
    [data({ tokens: ids, branches: [data({ at: 1, continuation: ids })] })],
    optional({ ...read, signal }),
  ),
  door('traceTokens', models.traceTokens, model, [ids], nothing, optional(read)),
  door('inputGradientNorms', models.inputGradientNorms, model, [ids], [data({ sequence: 0, at: 2 })], {
    ...{ window: 2, batchSize: optional(2), onProgress: optional(nothing) },
  }),
  door('modelToFiles', models.modelToFiles, model, optional(data({}))),
  door('modelFromFiles', models.modelFromFiles, 'here', data(files)),
  door('loadModel', loadModel, join(folder, 'model')),
  door('loadModelDescription', loadModelDescription, join(folder, 'model')),
  door('saveModel', saveModel, model, join(folder, 'saved'), optional(data({}))),
];
