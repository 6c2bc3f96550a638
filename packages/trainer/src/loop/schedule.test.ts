import { StreamBatcher } from '@longrange/corpus';
import { describe, expect, it } from 'vitest';
import { trainingConfigSchema } from '../config/training-config.ts';
import { learningRateAt, Throughput, totalSteps } from './schedule.ts';

const cosine = {
  learningRate: 0.003,
  schedule: 'cosine',
  warmupSteps: 50,
  decayFromStep: null,
  finalLearningRateShare: 0.01,
} as const;
const at = (step: number, clockShare = 0) => learningRateAt(cosine, { step, totalSteps: 1050, clockShare });

describe('learningRateAt', () => {
  it('rises in a line to the peak, and stays there or falls as half a cosine to its end', () => {
    expect(at(1)).toBeCloseTo(0.00006, 12);
    expect(at(50)).toBe(0.003);
    expect(
      learningRateAt({ ...cosine, schedule: 'constant' }, { step: 500, totalSteps: 1050, clockShare: 0.9 }),
    ).toBe(0.003);
    // quarter: 0.01 + 0.99 × (1 + cos 45°) / 2
    expect(at(300)).toBeCloseTo(0.003 * (0.01 + 0.99 * 0.853553390593), 12);
    expect(at(550)).toBeCloseTo(0.003 * 0.505, 12);
    expect(at(1050)).toBeCloseTo(0.00003, 12);
  });

  it('stays at the peak up to the step that it decays from', () => {
    const late = (step: number) =>
      learningRateAt({ ...cosine, decayFromStep: 950 }, { step, totalSteps: 1050, clockShare: 0 });
    expect([late(25), late(51), late(950)]).toEqual([0.0015, 0.003, 0.003]);
    expect(late(1000)).toBeCloseTo(0.003 * 0.505, 12);
    expect(late(1050)).toBeCloseTo(0.00003, 12);
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
});

describe('totalSteps', () => {
  const config = (values: object) => trainingConfigSchema.parse(values);
  // 30 documents of 100 characters, four pieces each: 12 batches of ten pieces.
  const documents = Array.from({ length: 30 }, (_, i) => ({ path: '', start: 100 * i, end: 100 * (i + 1) }));
  const shape = { batchSize: 10, sequenceLength: 30, seed: 1, beginOfDocument: 1 };
  const batcher = new StreamBatcher({ ids: new Uint8Array(3000), documents, ...shape });

  it('is where the first maximum is reached, unknown where only the clock ends the run', () => {
    expect(totalSteps(config({ epochs: 1 }), batcher)).toBe(12);
    expect(totalSteps(config({ epochs: 0.4 }), batcher)).toBe(5);
    expect(totalSteps(config({ epochs: 3, maxCharacters: 1 }), batcher)).toBe(1);
    expect(totalSteps(config({ epochs: 3, maxCharacters: 3000 }), batcher)).toBe(12);
    expect(totalSteps(config({ epochs: 3, maxCharacters: 3001 }), batcher)).toBe(13);
    expect(totalSteps(config({ epochs: null, maxMinutes: 1 }), batcher)).toBeNull();
  });
});

it('gives characters per second over the window', () => {
  const throughput = new Throughput();
  expect(throughput.charactersPerSecond).toBe(0);
  throughput.add(1000, 5);
  throughput.add(4000, 5);
  expect(throughput.charactersPerSecond).toBe(500);
  throughput.add(4000, 5); // the first five seconds are out of sight
  expect(throughput.charactersPerSecond).toBe(800);
  throughput.add(6000, 20); // longer than the window: it alone
  expect(throughput.charactersPerSecond).toBe(300);
});
