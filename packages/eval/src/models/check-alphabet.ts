import { LongrangeError } from '@longrange/errors';

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
