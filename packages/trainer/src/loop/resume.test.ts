import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describeFastEngines } from '@longrange/backend-simd/testing';
import { expect, it } from 'vitest';
import { checkpointFolder } from '../checkpoint/list-checkpoints.ts';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import type { TrainingEvent } from '../run/events.ts';
import { findCheckpoint } from '../run/find-checkpoint.ts';
import { readMetrics } from '../run/metrics-log.ts';
import type { RunDescription } from '../run/run-folder.ts';
import { atStep, type ToySetting, toyRun, toyText } from '../testing/toy.ts';
import type { TrainOptions } from './session.ts';
import { train } from './train.ts';

/** Trains until a step, where the signal is aborted, as Ctrl-C does. */
function trainUntil(options: TrainOptions, step: number) {
  const controller = new AbortController();
  const onEvent = atStep(step, () => controller.abort());
  return train({ ...options, onEvent, signal: controller.signal });
}

async function weights(options: TrainOptions): Promise<number[][]> {
  return Promise.all([...options.model.parameters.values()].map(async (value) => [...(await value.data())]));
}

/** What does not depend on the clock. */
async function curve(options: TrainOptions) {
  return (await readMetrics(options.runFolder)).map(({ type, step, lossNats, accuracy, charactersSeen }) => ({
    type,
    step,
    lossNats,
    accuracy,
    charactersSeen,
  }));
}

/** Of 9 batches an epoch: 9 documents of 30 characters, four sequences of 8 each, four of them a batch. */
const twelveSteps = { epochs: 12 / 9, maxCharacters: null };

const settings: Readonly<Record<string, ToySetting>> = {
  'streams, carried state, cosine': {
    model: { dropout: 0.2, l2: 1e-4 },
    training: { validationEverySteps: 4, microBatchSize: 3, logEverySteps: 3 },
  },
  'windows, reset state, across an epoch': {
    text: toyText(270),
    model: { beginOfDocument: false },
    training: {
      batches: 'windows',
      initialState: 'zero',
      validationEverySteps: 7,
      clip: { kind: 'perTensor' },
    },
  },
  'many documents, across an epoch': {
    text: toyText(300),
    documentLength: 30,
    training: { validationEverySteps: 4, ...twelveSteps },
  },
  'an empty state for each sequence': {
    text: toyText(300),
    documentLength: 30,
    training: { initialState: 'zero', ...twelveSteps },
  },
  ...Object.fromEntries(
    // Those whose states have other forms than an LSTM's.
    (['mingru', 'gated-deltanet', 'transformer'] as const).map((network) => [
      network,
      { text: toyText(600), model: { network, layers: 1, dropout: 0.2 }, training: { microBatchSize: 3 } },
    ]),
  ),
};

describeFastEngines('resume', (engine) => {
  // What a setting does to a checkpoint is the same on each engine; TensorFlow's library trains slowest.
  const tried = Object.entries(settings).slice(0, engine === 'tensorflow' ? 1 : undefined);
  it('a new run from a checkpoint of another goes on to the bit, or by its own schedule, and leaves the other as it was', async () => {
    const setting = { training: { maxCharacters: 12 * 32, validationEverySteps: 4 } };
    const whole = await toyRun(setting);
    await train(whole);
    const origin = await toyRun(setting);
    const { checkpoint: from } = await train({ ...origin, stopAtStep: 6 });
    const before = await readMetrics(origin.runFolder);

    const branch = await toyRun(setting);
    const outcome = await train({ ...branch, from });
    expect(outcome).toMatchObject({
      kind: 'completed',
      step: 12,
      best: { step: expect.toSatisfy((at) => at > 6) },
    });
    expect(await weights(branch)).toEqual(await weights(whole));
    expect((await curve(branch)).map(({ step }) => step).every((step) => step > 6)).toBe(true);

    const own = { ...setting.training, schedule: 'constant', logEverySteps: 1 };
    const constant = await toyRun({ training: own });
    await train({ ...constant, from });
    const rates = (await readMetrics(constant.runFolder)).flatMap((line) =>
      'learningRate' in line ? line.learningRate : [],
    );
    expect(new Set(rates).size).toBe(1);
    expect(await weights(constant)).not.toEqual(await weights(whole));
    expect(await readMetrics(origin.runFolder)).toEqual(before);

    const other = await toyRun({ ...setting, text: toyText(1900) });
    await expect(train({ ...other, from })).rejects.toMatchObject({ code: 'RESUME_MISMATCH' });
  });

  it.each(tried)('12 steps are 6 and 6 more, to the bit: %s', async (_name, { training, ...others }) => {
    const setting = { ...others, training: { maxCharacters: 12 * 32, ...training } };
    const whole = await toyRun(setting);
    await train(whole);
    const first = await toyRun(setting);
    const outcome = await trainUntil(first, 6);
    if (outcome.kind !== 'interrupted') throw new Error(`expected an interruption, got ${outcome.kind}`);
    expect(outcome.resumeFrom).toMatchObject({ step: 6, run: 'toy' });
    const second = await toyRun({ ...setting, runFolder: first.runFolder });
    expect(await train({ ...second, resume: outcome.resumeFrom })).toMatchObject({
      kind: 'completed',
      step: 12,
    });
    expect(await curve(second)).toEqual(await curve(whole));
    expect(await weights(second)).toEqual(await weights(whole));
    const states = await Promise.all(
      [whole, second].map(({ runFolder }) => readCheckpoint(checkpointFolder(runFolder, 12))),
    );
    const [expected, resumed] = states.map(({ tensors, state }) => ({
      tensors,
      progress: { ...state.progress, elapsedSeconds: 0 },
    }));
    expect(resumed).toEqual(expected);
  });

  it('pauses at a step, validated or not, and changes nothing by that', async () => {
    const setting = { model: { dropout: 0.2 }, training: { validationEverySteps: 4, earlyStopPatience: 9 } };
    const whole = await toyRun(setting);
    await train(whole);
    const first = await toyRun(setting);
    const { runFolder } = first;
    expect(await train({ ...first, stopAtStep: 8 })).toMatchObject({ kind: 'paused', step: 8 });
    const pause = async (stopAtStep: number | undefined) => {
      const options = await toyRun({ ...setting, runFolder });
      const resume = await findCheckpoint('', runFolder);
      return { options, outcome: await train({ ...options, resume, stopAtStep }) };
    };
    expect((await pause(8)).outcome).toMatchObject({ kind: 'paused', step: 8 });
    expect((await pause(13)).outcome).toMatchObject({ kind: 'paused', step: 13 });
    // The last step is the end, not a pause.
    const { options, outcome } = await pause(20);
    expect(outcome).toMatchObject({ kind: 'completed', step: 20 });
    expect(await curve(options)).toEqual(await curve(whole));
    expect(await weights(options)).toEqual(await weights(whole));
  });

  it('does nothing to a run that is complete, and goes on where there is more to do', async () => {
    const provenance = { engine: { name: 'cpu', reason: 'a test' }, versions: { longrange: '0.0.0' } };
    const options = { ...(await toyRun()), provenance };
    const done = await train(options);
    const again = await train({ ...options, resume: done.checkpoint });
    expect(again).toMatchObject({ kind: 'completed', step: 20, checkpoint: done.checkpoint });
    const config = { ...options.config, maxCharacters: 25 * 32 };
    const events: TrainingEvent[] = [];
    const more = await train({
      ...options,
      config,
      resume: done.checkpoint,
      onEvent: (event) => events.push(event),
    });
    expect(more).toMatchObject({ kind: 'completed', step: 25 });
    expect(events[0]).toMatchObject({ type: 'start', step: 20, changedSettings: ['maxCharacters'] });
    const description = JSON.parse(
      await readFile(join(options.runFolder, 'config.json'), 'utf8'),
    ) as RunDescription;
    expect(description).toMatchObject({
      formatVersion: 2,
      parameterCount: options.model.parameterCount,
      config: { model: { units: 8 }, training: { batchSize: 4, clip: { kind: 'global', norm: 1 } } },
      sessions: [{ fromStep: 0, changedSettings: [], provenance }, { fromStep: 20 }, { fromStep: 20 }],
    });
  });

  it('gives up what lies after the checkpoint it resumes from', async () => {
    const options = await toyRun({ training: { checkpointEverySteps: 4, keepCheckpoints: 9 } });
    await train(options);
    const resume = await findCheckpoint('', checkpointFolder(options.runFolder, 8));
    await trainUntil({ ...options, resume }, 13);
    expect(await readdir(join(options.runFolder, 'checkpoints'))).toEqual(
      [4, 8, 12, 13].map((step) => basename(checkpointFolder('', step))),
    );
    const steps = (await readMetrics(options.runFolder)).map(({ step }) => step);
    expect(steps).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  });
});

it('refuses another model, other settings that are what training is, another text, and other documents', async () => {
  const options = await toyRun();
  const { checkpoint: resume } = await train(options);
  const changed = await toyRun({
    runFolder: options.runFolder,
    model: { units: 12 },
    text: toyText(1900),
    training: { batchSize: 5, learningRate: 1 },
  });
  const cut = await toyRun({ runFolder: options.runFolder, documentLength: 100 });
  for (const [other, code, message] of [
    [changed, 'RESUME_MISMATCH', 'differences in model.units, batchSize, the training text.'],
    [cut, 'RESUME_MISMATCH', 'differences in the training text.'],
    [await toyRun(), 'RUN_MISMATCH', 'Expected a checkpoint of the run in'],
  ] as const)
    await expect(train({ ...other, resume })).rejects.toMatchObject({
      code,
      exitCode: 2,
      message: expect.stringContaining(message),
    });
});
