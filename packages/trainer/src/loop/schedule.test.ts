import { describe, expect, it } from 'vitest';
import { trainingConfigSchema } from '../config/training-config.ts';
import { learningRateAt, totalSteps } from './schedule.ts';

const cosine = {
  learningRate: 0.003,
  schedule: 'cosine',
  warmupSteps: 50,
  finalLearningRateShare: 0.01,
} as const;
const at = (step: number, clockShare = 0) => learningRateAt(cosine, { step, totalSteps: 1050, clockShare });

describe('learningRateAt', () => {
  it('rises in a line to the peak', () => {
    expect(at(1)).toBeCloseTo(0.00006, 12);
    expect(at(25)).toBeCloseTo(0.0015, 12);
    expect(at(50)).toBe(0.003);
  });

  it('falls as half a cosine to its end', () => {
    // quarter: 0.01 + 0.99 × (1 + cos 45°) / 2
    expect(at(300)).toBeCloseTo(0.003 * (0.01 + 0.99 * 0.853553390593), 12);
    expect(at(550)).toBeCloseTo(0.003 * 0.505, 12);
    expect(at(1050)).toBeCloseTo(0.00003, 12);
  });

  it('follows the clock where that is a tenth of its time further on, and to the same end', () => {
    expect(at(300, 0.55)).toBeCloseTo(at(550), 12);
    expect(at(550, 0.5)).toBe(at(550));
    expect(at(550, 0.25)).toBe(at(550));
    expect(at(51, 0.1)).toBe(at(51));
    expect(at(60, 1)).toBeCloseTo(0.00003, 12);
    expect(at(60, 1.2)).toBeCloseTo(0.00003, 12);
    expect(learningRateAt(cosine, { step: 60, totalSteps: null, clockShare: 0.5 })).toBeCloseTo(0.001515, 12);
  });

  it('stays where it is told to', () => {
    const constant = { ...cosine, schedule: 'constant', warmupSteps: 0 } as const;
    for (const step of [1, 500, 1050]) {
      expect(learningRateAt(constant, { step, totalSteps: 1050, clockShare: 0.9 })).toBe(0.003);
    }
  });
});

describe('totalSteps', () => {
  const config = (values: object) =>
    trainingConfigSchema.parse({ batchSize: 16, sequenceLength: 128, ...values });

  it('is where the first maximum is reached', () => {
    expect(totalSteps(config({ epochs: 1 }), 4492)).toBe(4492);
    expect(totalSteps(config({ epochs: 0.5 }), 4491)).toBe(2246);
    expect(totalSteps(config({ epochs: 3, maxCharacters: 2049 }), 4492)).toBe(2);
    expect(totalSteps(config({ epochs: 1, maxCharacters: 1e9 }), 4492)).toBe(4492);
  });

  it('is unknown where only the clock ends the run', () => {
    expect(totalSteps(config({ epochs: null, maxMinutes: 1 }), 4492)).toBeNull();
  });
});
