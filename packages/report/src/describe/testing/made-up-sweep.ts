import type { Sweep, SweepTrial } from '../sweep/sweep.ts';

/** Makes up a trial of the first or second network, with one of two seeds. */
export const trial = (number: number, bits: number | null): SweepTrial => ({
  number,
  setting: Math.floor(number / 2),
  seed: 1 + (number % 2),
  values: [number < 2 ? 'lstm' : '<b>'],
  ...(bits === null ? { status: 'waiting', step: 0 } : { status: 'finished', step: 20 }),
  validationBits: bits,
  testBits: bits,
  curve:
    bits === null ? [] : [5, 4, 3, bits].map((one, index) => ({ characters: 1000 * (index + 1), bits: one })),
});
/** Two networks with two seeds each. */
export const sweep: Sweep = {
  name: 'families',
  description: 'Which one?',
  counts: '4 finished',
  size: '2 settings × 2 seeds: 4 trials',
  parameters: ['network'],
  notes: ['A note.'],
  trials: [trial(0, 2), trial(1, 2.5), trial(2, 1.5), trial(3, 2.25)],
};
