import { join } from 'node:path';
import { describeFastEngines } from '@longrange/backend-simd/testing';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { findCheckpoint } from '../run/find-checkpoint.ts';
import { temporaryFolder, toyText } from '../testing/toy.ts';
import { trainOn } from './train-on.ts';

const config = {
  preset: 'quick',
  model: { units: 8, embeddingSize: 4 },
  training: { batchSize: 4, sequenceLength: 16, maxCharacters: 600, warmupSteps: 2 },
} as const;
const texts = [toyText(700), { path: 'named.txt', text: toyText(400) }, toyText(300)];

describeFastEngines('trainOn', () => {
  it('goes from texts to a model that has learned them, leaves no tensor where it fails, and resumes', async () => {
    const folder = await temporaryFolder();
    const runFolder = join(folder, 'run');
    const { model, corpus, outcome } = await trainOn(texts, { runFolder, config });
    expect(corpus.documents.map(({ path }) => path).toSorted()).toEqual(['named.txt', 'text-1', 'text-3']);
    expect(outcome).toMatchObject({ kind: 'completed', reachedLimit: 'steps' });
    expect(model.config).toMatchObject({ units: 8, layers: 1 });
    model.dispose();

    const before = memory().numTensors;
    await expect(trainOn(texts, { runFolder, config })).rejects.toMatchObject({ code: 'RUN_EXISTS' });
    expect(memory().numTensors).toBe(before);
    const resume = await findCheckpoint(folder, 'latest');
    const further = { ...config, training: { ...config.training, maxCharacters: 900 } };
    const resumed = await trainOn(texts, { runFolder, config: further, resume });
    expect(resumed.outcome.charactersSeen).toBeGreaterThan(outcome.charactersSeen);
    resumed.model.dispose();
  });
});
