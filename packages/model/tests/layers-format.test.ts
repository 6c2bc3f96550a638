import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEachEngine } from '@longrange/backend-simd/testing';
import { loadModel, loadModelDescription, saveModel } from '@longrange/model/node';
import { io, type Tensor, tensor2d, tidy, transpose } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tinyModel } from './tiny-model.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longrange-model-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What plain `tf.loadLayersModel` does with a URL, without a server. */
async function openWithLayers(): Promise<LayersModel> {
  const json: io.ModelJSON = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const weights = new Uint8Array(await readFile(join(folder, 'weights.bin'))).buffer;
  return loadLayersModel({
    load: () => io.getModelArtifactsForJSON(json, async (manifest) => [io.getWeightSpecs(manifest), weights]),
  });
}

const [T, B] = [6, 3];
/** The symbol for the beginning of a document comes first. */
const ids = Array.from({ length: T * B }, (_, i) => (i < B ? 5 : (i * 7 + 3) % 5));

describeEachEngine('layers format', () => {
  it.each([
    { network: 'lstm', layers: 3 },
    { network: 'rnn', layers: 1 },
  ] as const)(
    'plain loadLayersModel opens a model of $layers $network layers and gives its logits',
    async ({ network, layers }) => {
      const model = tinyModel({ network, layers, l2: 0.5 });
      await saveModel(model, folder);
      const layersModel = await openWithLayers();
      const tokens = tensor2d(ids, [T, B], 'int32');
      const { logits } = model.forward(tokens, model.zeroState(B));
      const batchMajor = tidy(() => transpose(layersModel.predict(transpose(tokens)) as Tensor, [1, 0, 2]));
      const [expected, got] = [await batchMajor.data(), await logits.data()];
      expect(got.length).toBe(expected.length);
      const scale = Math.max(...expected.map(Math.abs));
      for (let i = 0; i < got.length; i++)
        expect(Math.abs(got[i]! - expected[i]!)).toBeLessThan(1e-5 * scale);
      expect(layersModel.weights.map((weight) => weight.originalName)).toEqual([...model.parameters.keys()]);
      expect(layersModel.countParams()).toBe(model.parameterCount);
    },
  );

  it('plain loadLayersModel refuses a GRU, for it has no reset_after, rather than compute something else', async () => {
    await saveModel(tinyModel({ network: 'gru' }), folder);
    await expect(openWithLayers()).rejects.toThrow('GRUCell does not support reset_after');
  });

  it('loadModel gives configuration, values and metadata back', async () => {
    const model = tinyModel({ network: 'gru', dropout: 0.25 });
    await saveModel(model, join(folder, 'deep/er'), { step: 12 });
    const loaded = await loadModel(join(folder, 'deep/er'));
    expect(loaded.config).toEqual(model.config);
    expect(await loaded.values()).toEqual(await model.values());
    expect((await loadModelDescription(join(folder, 'deep/er'))).metadata).toEqual({ step: 12 });
  });
});
