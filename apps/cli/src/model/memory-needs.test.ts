import '@tensorflow/tfjs-backend-cpu';
import { CharacterModel } from '@longrange/model';
import { presetNames } from '@longrange/trainer';
import { resolveSettings } from '@longrange/trainer/internal';
import { describe, expect, it } from 'vitest';
import {
  refuseCodeThatCannotFit,
  refuseSamplingThatCannotFit,
  refuseTrainingThatCannotFit,
  samplingBytes,
  trainingMemory,
} from './memory-needs.ts';

const GIBIBYTE = 2 ** 30;

describe('training', () => {
  it.each(['lstm', 'gru'])(
    'counts the parameters of a %s, but those that the vocabulary makes',
    (network) => {
      const config = resolveSettings({
        set: [`network=${network}`, 'units=24', 'layers=3', 'embeddingSize=8'],
      });
      const V = 5;
      const vocabulary = [...'abcde'];
      const model = CharacterModel.initialize({ ...config.model, vocabulary }, { seed: 0 });
      // With a row for the beginning of a document.
      expect(trainingMemory(config).parameters).toBe(model.parameterCount - (V + 1) * 8 - 25 * V);
      model.dispose();
    },
  );

  it('counts what a micro-batch keeps', () => {
    const set = ['units=10', 'layers=2', 'batchSize=64', 'sequenceLength=100', 'microBatchSize=16'];
    // Four gates, the cell and the output of each unit.
    expect(trainingMemory(resolveSettings({ set })).activationBytes).toBe(4 * 16 * 100 * 2 * 6 * 10);
  });

  it('lets every preset pass, and what fits just so', () => {
    for (const preset of presetNames) refuseTrainingThatCannotFit(resolveSettings({ preset }), 'simd');
    const config = resolveSettings({ set: ['units=64'] });
    const { parameterBytes, activationBytes } = trainingMemory(config);
    refuseTrainingThatCannotFit(config, 'cpu', parameterBytes + activationBytes);
    expect(() => refuseTrainingThatCannotFit(config, 'cpu', parameterBytes + activationBytes - 1)).toThrow(
      expect.objectContaining({ code: 'TRAINING_TOO_LARGE', exitCode: 2 }),
    );
  });

  it('refuses units=30000, and a batch beyond all bounds, with what they would take', () => {
    const refuse = (...set: string[]) =>
      refuseTrainingThatCannotFit(resolveSettings({ set }), 'simd', 4 * GIBIBYTE);
    // 4 H (64 + H + 1) + 4 H (H + H + 1) parameters, 16 bytes each.
    expect(() => refuse('units=30000')).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /fit into the 4\.0 GiB of the engine simd, got some that take at least 162 GiB: 161 GiB for 10,807,920,000 parameters /,
        ),
        hint: expect.stringMatching(/^fewer units/),
      }),
    );
    expect(() => refuse('batchSize=100000', 'sequenceLength=1000')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^a smaller microBatchSize/) }),
    );
    refuse('batchSize=100000', 'sequenceLength=1000', 'microBatchSize=1');
  });
});

describe('sampling', () => {
  it('refuses more text than fits, and nothing that does', () => {
    expect(samplingBytes({ count: 2, length: 10 })).toBe(2 * (300 + 320));
    refuseSamplingThatCannotFit({ count: 128, length: 4096 });
    // How long texts become that may be stopped is not known.
    refuseSamplingThatCannotFit({ count: 64, length: 1e12, stop: ['\n\n'] });
    expect(() => refuseSamplingThatCannotFit({ count: 1e9, length: 1000 }, 4 * GIBIBYTE)).toThrow(
      /the 4\.0 GiB available to this program, got 1,000,000,000 of 1,000 characters, which take at least 30,082 GiB/,
    );
    expect(() => refuseSamplingThatCannotFit({ count: 64, length: 1e12 })).toThrow(
      expect.objectContaining({ code: 'SAMPLING_TOO_LARGE', exitCode: 2 }),
    );
  });
});

it('refuses more code to measure than fits, with the limit, the amount and a remedy', () => {
  const code = { documents: 3, characters: 1000, openers: 10, lines: 20 };
  // 73 MiB for the program.
  const limit = 73 * 2 ** 20 + 1000 + 10 * 220 + 20 * 40;
  refuseCodeThatCannotFit(code, limit);
  expect(() => refuseCodeThatCannotFit(code, limit - 1)).toThrow(
    expect.objectContaining({
      code: 'TEXT_TOO_LARGE',
      exitCode: 2,
      message:
        'Expected code that can be measured in the 0.1 GiB available to this program, got more: the first 3 files, of 1,000 characters, ' +
        'take about 0.1 GiB.',
      hint: expect.stringContaining('NODE_OPTIONS=--max-old-space-size'),
    }),
  );
});
