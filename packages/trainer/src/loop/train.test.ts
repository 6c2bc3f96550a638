import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFastEngines } from '@longrange/backend-simd/testing';
import { fill, memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { TrainingEvent } from '../run/events.ts';
import { findCheckpoint } from '../run/find-checkpoint.ts';
import { readMetrics } from '../run/metrics-log.ts';
import { atStep, temporaryFolder, toyRun, toyText } from '../testing/toy.ts';
import { train } from './train.ts';
import { trainOn } from './train-on.ts';

describeFastEngines('train', () => {
  it.each(['lstm', 'mingru'] as const)('%s learns a toy text to a stated number', async (network) => {
    const options = await toyRun({
      text: toyText(4000),
      model: { network, units: 24, embeddingSize: 8, layers: 1 },
      training: {
        epochs: 12,
        maxCharacters: null,
        logEverySteps: 60,
        batchSize: 8,
        sequenceLength: 32,
        learningRate: 0.02,
      },
    });
    const outcome = await train(options);
    const lines = await readMetrics(options.runFolder);
    const steps = lines.filter((line) => line.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual([60, 120, 180]);
    expect(steps[0]!.bitsPerCharacter).toBeGreaterThan(0.8);
    expect(lines.at(-1)).toMatchObject({ type: 'validation', step: 180, best: true });
    expect(lines.at(-1)!.bitsPerCharacter).toBeLessThan(0.6);
    const end = { kind: 'completed', reachedLimit: 'steps', step: 180, charactersSeen: 12 * 3600 };
    expect(outcome).toMatchObject(end);
  });

  it('holds the same tensors after every step and none in the end', async () => {
    const counts = new Set<number>();
    const options = await toyRun({ model: { dropout: 0.1, l2: 1e-4 }, training: { microBatchSize: 3 } });
    const before = memory().numTensors;
    const onEvent = (event: TrainingEvent) => {
      if (event.type === 'step') counts.add(memory().numTensors);
    };
    await train({ ...options, onEvent });
    expect(counts.size).toBe(1);
    expect(memory().numTensors).toBe(before);
  });

  it('counts characters, not the padding after the ends of documents', async () => {
    const events: TrainingEvent[] = [];
    // 45 documents of 20 characters: three pieces each of 8, 8 and 4, 34 batches of 4 an epoch.
    const options = await toyRun({
      text: toyText(1000),
      documentLength: 20,
      training: { epochs: 1, maxCharacters: null },
    });
    const outcome = await train({ ...options, onEvent: (event) => events.push(event) });
    expect(outcome).toMatchObject({ step: 34, charactersSeen: 900 });
    expect(events[0]).toMatchObject({
      totalSteps: 34,
      paddingShare: expect.closeTo(1 - 900 / (34 * 32), 12),
    });
    const steps = events.flatMap((event) => (event.type === 'step' ? [event.charactersSeen] : []));
    expect(steps.at(-1)).toBe(900);
    // 160 characters are not five batches of 32, of which some are padding.
    const short = await toyRun({ text: toyText(1000), documentLength: 20, training: { maxCharacters: 160 } });
    const reached = await train(short);
    expect(reached.step).toBeGreaterThan(5);
    expect(reached.charactersSeen).toBeGreaterThanOrEqual(160);
    expect(reached.charactersSeen).toBeLessThan(160 + 32);
  });

  it('stops at the first maximum of the clock', async () => {
    const options = await toyRun({
      training: { maxCharacters: 1e9, maxMinutes: 0.3 / 60, warmupSteps: 0 },
    });
    const outcome = await train(options);
    expect(outcome).toMatchObject({ kind: 'completed', reachedLimit: 'minutes' });
    const steps = (await readMetrics(options.runFolder)).flatMap((line) =>
      line.type === 'step' ? [line] : [],
    );
    const rates = steps.map(({ learningRate }) => learningRate);
    expect(rates).toEqual([...rates].sort((a, b) => b - a)); // the schedule followed the clock, not 1e9 characters
    expect(new Set(rates).size).toBe(rates.length);
    expect(outcome.elapsedSeconds).toBeGreaterThanOrEqual(0.3);
  });

  it('stops early where validation no longer improves', async () => {
    const options = await toyRun({
      training: { learningRate: 1e-30, validationEverySteps: 2, earlyStopPatience: 3, keepCheckpoints: 1 },
    });
    const outcome = await train(options);
    expect(outcome).toMatchObject({ kind: 'early-stopped', step: 8, best: { step: 2 } });
    const kept = await readdir(join(options.runFolder, 'checkpoints'));
    expect(kept.sort()).toEqual(['step-000002', 'step-000008']);
    expect(await train({ ...options, resume: outcome.checkpoint })).toMatchObject({
      kind: 'early-stopped',
      step: 8,
    });
  });

  it('refuses a loss that is not finite, names the step, and keeps the last checkpoint', async () => {
    const options = await toyRun({ training: { checkpointEverySteps: 3 } });
    const onEvent = atStep(4, () => {
      const bias = options.model.parameters.get('dense/bias')!;
      bias.assign(fill(bias.shape, Number.NaN));
    });
    await expect(train({ ...options, onEvent })).rejects.toMatchObject({
      code: 'LOSS_NOT_FINITE',
      message: expect.stringContaining('the loss after step 4 to be finite, got NaN.'),
      hint: expect.stringMatching(/lower learningRate.*step-000003/),
    });
    expect(await readdir(join(options.runFolder, 'checkpoints'))).toEqual(['step-000003']);
  });

  it('refuses a folder that holds a run, and a text that is too short', async () => {
    const options = await toyRun();
    await train(options);
    await expect(train(options)).rejects.toMatchObject({ code: 'RUN_EXISTS', exitCode: 2 });
    await expect(train(await toyRun({ text: 'def f(x): pass' }))).rejects.toMatchObject({
      code: 'CORPUS_TOO_SHORT',
      exitCode: 2,
    });
  });

  it('tells how it goes', async () => {
    const events: TrainingEvent[] = [];
    const options = await toyRun({ training: { logEverySteps: 8, checkpointEverySteps: 10 } });
    await train({ ...options, onEvent: (event) => events.push(event) });
    expect(events.map(({ type }) => type).join()).toBe(
      'start,step,checkpoint,step,checkpoint,validation,checkpoint,end',
    );
    expect(events[0]).toMatchObject({ step: 0, totalSteps: 20, trainCharacters: 1798 });
    expect(events[1]).toMatchObject({ step: 8, totalSteps: 20, charactersSeen: 256, epoch: 0 });
    expect(events.at(-2)).toMatchObject({ step: 20, kinds: ['latest', 'best'] });
  });
});

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
