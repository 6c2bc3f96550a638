import { expect, it } from 'vitest';
import { plain } from './testing/decided.ts';
import { loadFixture } from './testing/load-fixture.ts';
import { sectionOf } from './testing/section-of.ts';

const full = loadFixture('complete');

it.each<[(number | null)[], string]>([
  [
    [2.5, 2.25],
    'After 2 million characters the validation loss is 2.250 bits per character, its lowest so far: longer training may help.',
  ],
  [
    [2.25, 2.5],
    'After 2 million characters the validation loss is 2.500 bits per character; it was lowest, 2.250, after 1 million.',
  ],
  [[null, null], 'The model has read 2 million characters. No validation loss was recorded.'],
])('says whether the validation loss still falls: %o', (losses, sentence) => {
  const training = losses.map((validationBits, index) => ({
    ...{ step: index + 1, characters: (index + 1) * 1e6, trainBits: 2, validationBits },
  }));
  expect(plain(sectionOf({ ...full, training }, 'training')!.paragraphs[0]!)).toBe(sentence);
});
