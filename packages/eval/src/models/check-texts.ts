import { checkArgument, LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import type { WritingOptions } from './language-model.ts';

/** Schema of an optional function of type `T`. */
export const callback = <T>() =>
  z.custom<T>((value) => typeof value === 'function', 'to be a function').optional();

/** Schema of the option for the characters that a model predicts: `'abc'` or `['a', 'b', 'c']`. */
export const alphabetOption = z.custom<string | readonly string[]>(
  (value) =>
    typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string')),
  'to be a string or a list of characters',
);

export const progressCallback = callback<(share: number) => void>();

const writingSchema = z.strictObject({
  length: z.int().min(0),
  temperature: z.number().min(0),
  seed: z.int(),
  onShare: progressCallback,
  isDone: callback<(index: number, written: string) => boolean>(),
});

/** Number of characters that a model reads or writes between reports of its progress and calls of `isDone`. */
export const REPORT_EVERY = 16;

/** @throws LongrangeError `MODEL_OPTIONS`, `ARGUMENT_INVALID` */
export function checkWriting(prompts: readonly string[], options: WritingOptions): void {
  checkTexts('prompts', prompts);
  parseOptions(writingSchema, options, { code: 'MODEL_OPTIONS', subject: 'options of complete' });
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkTexts(name: string, texts: readonly string[]): void {
  const areTexts = Array.isArray(texts) && texts.every((text) => typeof text === 'string');
  checkArgument(areTexts, name, 'a list of strings', texts);
}

/** @throws LongrangeError `ALPHABET_INVALID` (exit code 2) */
export function checkAlphabet(alphabet: readonly string[]): readonly string[] {
  const wrong = alphabet.find((character) => Array.from(character).length !== 1);
  const twice = alphabet.find((character, place) => alphabet.indexOf(character) !== place);
  const message =
    alphabet.length < 2
      ? `Expected an alphabet of at least two characters, got ${alphabet.length}.`
      : wrong !== undefined
        ? `Expected the alphabet to list single characters, got ${JSON.stringify(wrong)}.`
        : `Expected the alphabet to list each character once, got ${JSON.stringify(twice)} twice.`;
  if (alphabet.length >= 2 && wrong === undefined && twice === undefined) return alphabet;
  throw new LongrangeError({
    code: 'ALPHABET_INVALID',
    message,
    hint: 'list the characters that the model can predict, for example [...new Set(trainingText)].',
    exitCode: 2,
  });
}
