import { checkArgument, LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import type { BranchedText, LanguageModel, Reading, WritingOptions } from './language-model.ts';

const callback = <T>() => z.custom<T>((value) => typeof value === 'function', 'to be a function').optional();

/** Schema of the option for the characters that a model predicts: `'abc'` or `['a', 'b', 'c']`. */
export const alphabetOption = z.custom<string | string[]>(
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

const scoringSchema = z.strictObject({
  resetEvery: z.int().min(1).nullable(),
  onShare: progressCallback,
});

/** @throws LongrangeError `MODEL_OPTIONS`, `ARGUMENT_INVALID` */
export function checkWriting(prompts: readonly string[], options: WritingOptions): void {
  checkTexts('prompts', prompts);
  parseOptions(writingSchema, options, { code: 'MODEL_OPTIONS', subject: 'options of complete' });
}

/** @throws LongrangeError `MODEL_OPTIONS`, `ARGUMENT_INVALID` */
export function checkScoring(texts: readonly string[], options: Parameters<LanguageModel['score']>[1]): void {
  checkTexts('texts', texts);
  parseOptions(scoringSchema, options, { code: 'MODEL_OPTIONS', subject: 'options of score' });
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkTexts(name: string, texts: readonly string[]): void {
  const areTexts = Array.isArray(texts) && texts.every((text) => typeof text === 'string');
  checkArgument(areTexts, name, 'a list of strings', texts);
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkReadings(readings: readonly Reading[]): void {
  const areReadings = Array.isArray(readings) && readings.every(isReading);
  const expected = 'a list of `{ text, at }`, with places `at` from 0 to the length of the text';
  checkArgument(areReadings, 'readings', expected, readings);
}

function isReading(reading: Reading): boolean {
  if (typeof reading?.text !== 'string' || !Array.isArray(reading.at)) return false;
  return reading.at.every((at) => isPlace(at, reading.text));
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkBranches(texts: readonly BranchedText[]): void {
  const areBranched = Array.isArray(texts) && texts.every(isBranched);
  const expected =
    'a list of `{ text, branches }`, with branches `{ at, continuation }` from 0 to the length of the text';
  checkArgument(areBranched, 'texts', expected, texts);
}

function isBranched(branched: BranchedText): boolean {
  if (typeof branched?.text !== 'string' || !Array.isArray(branched.branches)) return false;
  return branched.branches.every(
    (branch) => typeof branch?.continuation === 'string' && isPlace(branch.at, branched.text),
  );
}

function isPlace(at: number, text: string): boolean {
  return Number.isInteger(at) && at >= 0 && at <= text.length;
}

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkLanguageModel(model: LanguageModel): void {
  const isModel = typeof model?.score === 'function' && typeof model.predict === 'function';
  checkArgument(isModel, 'model', 'a model with the methods of `LanguageModel`', model);
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
