import { resolveConfig } from '@longrange/trainer';
import { expect, it } from 'vitest';
import { charactersWithin } from './estimate-time.ts';

const { training } = resolveConfig({});
const unread = { train: Number.POSITIVE_INFINITY, validation: Number.POSITIVE_INFINITY };
const settings = { ...training, epochs: null, batchSize: 8, sequenceLength: 32, maxCharacters: 32 * 256 };

it('counts what validations read, the one at the end as well', () => {
  const validated = (every: number, most: number | null, text = unread) => {
    const own = { ...settings, validationEverySteps: every, validationMaxCharacters: most };
    const { trained, validated: read } = charactersWithin(own, text);
    expect(trained).toBe(8192);
    return read;
  };
  expect(validated(0, 1000)).toBe(1000);
  // After 20 of 32 steps, and at the end; after 16 and 32.
  expect([validated(20, 1000), validated(16, 1000), validated(500, 1000)]).toEqual([2000, 2000, 1000]);
  expect(validated(16, null)).toBeCloseTo(2 * 819.2, 6);
  expect(validated(16, 1000, { train: 5000, validation: 300 })).toBe(600);
});

it('counts passes over the text, and leaves it open where the clock alone ends training', () => {
  const own = { ...settings, validationEverySteps: 0, validationMaxCharacters: null };
  const passes = { ...own, epochs: 2, maxCharacters: null };
  expect(charactersWithin(passes, { train: 5000, validation: 300 })).toEqual({
    trained: 10_000,
    validated: 300,
  });
  expect(charactersWithin({ ...own, maxCharacters: null }, unread).trained).toBe(Number.POSITIVE_INFINITY);
});
