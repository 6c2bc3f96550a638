import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { parseModelConfig } from './config.ts';

function errorOf(input: unknown): LongrangeError {
  try {
    throw parseModelConfig(input);
  } catch (error) {
    expect(error).toBeInstanceOf(LongrangeError);
    return error as LongrangeError;
  }
}

it('reports every problem at once and names the nearest key', () => {
  const { message, code, exitCode } = errorOf({
    unit: 128,
    layers: 0,
    network: 'lstn',
    vocabulary: ['a', 'bc', 'a'],
  });
  expect({ code, exitCode }).toEqual({ code: 'MODEL_CONFIG', exitCode: 2 });
  for (const problem of [
    'Expected a known key, got `unit`. Did you mean `units`?',
    'Expected `layers` to be more than 0, got 0 (number).',
    'Expected `network` to be "lstm" or "gru" or "rnn" or "mingru"',
    'Expected `vocabulary` to hold single characters, got "bc".',
    'Expected `vocabulary` to hold each character once, got "a" more than once.',
  ])
    expect(message).toContain(problem);
});

it('says of a wrong setting what came and what would do', () => {
  const vocabulary = ['a', 'b'];
  const sizes = [
    [{ network: 'transformer', units: 100 }, '8 (2 × `heads`), got 100; near it: 96 or 104.'],
    [{ network: 'm2rnn', units: 2 }, '4 (`heads`), got 2; near it: 4.'],
    [{ network: 'gated-deltanet', writeUpTo: 3 }, '`writeUpTo` to be 1 or 2, got 3 (number).'],
    [{ network: 'lsmt' }, 'got "lsmt" (string) (did you mean "lstm"?).'],
    [{ forgetBias: 2, chronoLength: 9 }, '`chronoLength` to be null with a `forgetBias` of its own, got '],
    [{ heads: 2 }, 'lstm, got 2 (number); networks that have it: gated-deltanet, m2rnn, transformer.'],
  ] as const;
  for (const [settings, words] of sizes)
    expect(errorOf({ vocabulary, ...settings }).message).toContain(words);
});

// reliability: sizes
it('refuses a vocabulary beyond its size', () => {
  const vocabulary = Array.from({ length: 16_385 }, (_, index) => String.fromCodePoint(0x10000 + index));
  expect(errorOf({ vocabulary }).message).toContain('to hold at most 16384 characters, got 16385.');
});

// reliability: sizes
it('refuses a model that takes more memory than there may be, and says how much', () => {
  const vocabulary = ['a', 'b'];
  // 4 gates × 30,000 × (64 + 30,000), and × (30,000 + 30,000): 10.8 × 10⁹ numbers of 4 bytes.
  const got = 'got one of 40 GiB: LSTM, 2 layers of 30000 units, embeddings of 64, 2 characters.';
  expect(errorOf({ vocabulary, units: 30_000 })).toMatchObject({
    code: 'MODEL_TOO_LARGE',
    exitCode: 2,
    message: expect.stringContaining(`at most 2 GiB, ${got}`),
  });
  expect(errorOf({ vocabulary, units: 2 ** 53 - 1, layers: 64 }).message).toContain('at most 2 GiB');
});

it('refuses a newer format in words', () => {
  const error = errorOf({ formatVersion: 3, vocabulary: ['a'], aKeyOfThatVersion: true });
  expect(error).toMatchObject({ code: 'MODEL_NEWER', hint: expect.stringContaining('update longrange') });
});
