import '@tensorflow/tfjs-backend-cpu';
import { CharacterModel } from '@longrange/model';
import { presetNames, resolveSettings } from '@longrange/trainer/internal';
import { expect, it } from 'vitest';
import {
  refuseCodeThatCannotFit,
  refuseSamplingThatCannotFit,
  refuseTrainingThatCannotFit,
  samplingBytes,
  trainingMemory,
} from './memory-needs.ts';

it.each(['lstm', 'gru'])('counts the parameters of a %s, but those that the vocabulary makes', (network) => {
  const set = [`network=${network}`, 'units=24', 'layers=3', 'embeddingSize=8'];
  const config = resolveSettings({ set });
  const model = CharacterModel.initialize({ ...config.model, vocabulary: [...'abcde'] }, { seed: 0 });
  // With a row for the beginning of a document.
  expect(trainingMemory(config).parameters).toBe(model.parameterCount - 6 * 8 - 25 * 5);
  model.dispose();
});

it('counts what a micro-batch keeps', () => {
  const set = ['units=10', 'layers=2', 'batchSize=64', 'sequenceLength=100', 'microBatchSize=16'];
  // Four gates, the cell and the output of each unit.
  expect(trainingMemory(resolveSettings({ set })).activationBytes).toBe(4 * 16 * 100 * 2 * 6 * 10);
});

it('lets every preset pass, and what fits just so', () => {
  for (const preset of presetNames) refuseTrainingThatCannotFit(resolveSettings({ preset }), 'simd');
  const config = resolveSettings({ set: ['units=64'] });
  const { parameterBytes, activationBytes } = trainingMemory(config);
  const bytes = parameterBytes + activationBytes;
  refuseTrainingThatCannotFit(config, 'cpu', bytes);
  expect(() => refuseTrainingThatCannotFit(config, 'cpu', bytes - 1)).toThrow(refusal('TRAINING_TOO_LARGE'));
});

const limit = 4 * 2 ** 30;
const refusal = (code: string, message = /./, hint = /./) =>
  expect.objectContaining({
    code,
    exitCode: 2,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });

// reliability: memory
it('refuses units=30000, and a batch beyond all bounds, with what they would take', () => {
  const refuse = (...set: string[]) => refuseTrainingThatCannotFit(resolveSettings({ set }), 'simd', limit);
  // 4 H (64 + H + 1) + 4 H (H + H + 1) parameters, 16 bytes each.
  const message =
    /fit into the 4\.0 GiB of the engine simd, got some that take at least 164 GiB: 161 GiB for 10,807,920,000 parameters /;
  expect(() => refuse('units=30000')).toThrow(refusal('TRAINING_TOO_LARGE', message, /^fewer units/));
  const batch = ['batchSize=100000', 'sequenceLength=1000'];
  expect(() => refuse(...batch)).toThrow(refusal('TRAINING_TOO_LARGE', /./, /^a smaller microBatchSize/));
  refuse(...batch, 'microBatchSize=1');
});

// reliability: memory
it('refuses more text to sample than fits, and nothing that does', () => {
  expect(samplingBytes({ count: 2, length: 10 })).toBe(2 * (300 + 320));
  refuseSamplingThatCannotFit({ count: 128, length: 4096 });
  // How long texts become that may be stopped is not known.
  refuseSamplingThatCannotFit({ count: 64, length: 1e12, stop: ['\n\n'] });
  const message =
    /the 4\.0 GiB available to this program, got 1,000,000,000 of 1,000 characters, which take at least 30,082 GiB/;
  expect(() => refuseSamplingThatCannotFit({ count: 1e9, length: 1000 }, limit)).toThrow(
    refusal('SAMPLING_TOO_LARGE', message),
  );
});

// reliability: memory
it('refuses more code to measure than fits, with the limit, the amount and a remedy', () => {
  const code = { documents: 3, characters: 1000, openers: 10, lines: 20 };
  // 73 MiB for the program.
  const bytes = 73 * 2 ** 20 + 1000 + 10 * 220 + 20 * 40;
  refuseCodeThatCannotFit(code, bytes);
  const message =
    /measured in the 0\.1 GiB available to this program, got more: the first 3 files, of 1,000 characters, take about 0\.1 GiB\.$/;
  expect(() => refuseCodeThatCannotFit(code, bytes - 1)).toThrow(
    refusal('TEXT_TOO_LARGE', message, /NODE_OPTIONS=--max-old-space-size/),
  );
});
