import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { parseModelConfig } from './config.ts';

function errorOf(input: unknown): LongrangeError {
  try {
    parseModelConfig(input);
  } catch (error) {
    expect(error).toBeInstanceOf(LongrangeError);
    return error as LongrangeError;
  }
  throw new Error('no error');
}

it("fills in the reference experiment's defaults", () => {
  expect(parseModelConfig({ vocabulary: ['a', '\n', '🐍'] })).toEqual({
    formatVersion: 2,
    network: 'lstm',
    embeddingSize: 64,
    embeddingRange: 0.05,
    beginOfDocument: true,
    layers: 2,
    units: 256,
    dropout: 0.1,
    l2: 1e-4,
    vocabulary: ['a', '\n', '🐍'],
  });
});

it('reports every problem at once and names the nearest key', () => {
  const { message, code, exitCode } = errorOf({
    unit: 128,
    layers: 0,
    units: 1.5,
    dropout: 1,
    network: 'lstn',
    vocabulary: ['a', 'bc', 'a'],
    somethingElse: 1,
  });
  expect(code).toBe('MODEL_CONFIG');
  expect(exitCode).toBe(2);
  expect(message).toContain('Expected a known key, got `unit`. Did you mean `units`?');
  expect(message).toContain('Expected a known key, got `somethingElse`.');
  expect(message).toContain('Expected `layers` to be more than 0, got 0 (number).');
  expect(message).toContain('Expected `units` to be a whole number, got 1.5 (number).');
  expect(message).toContain('Expected `dropout` to be less than 1, got 1 (number).');
  expect(message).toContain('Expected `network` to be "lstm" or "gru" or "rnn" or "mingru"');
  expect(message).toContain('got "lstn" (string)');
  expect(message).toContain('Expected `vocabulary` to hold single characters, got "bc".');
  expect(message).toContain('Expected `vocabulary` to hold each character once, got "a" more than once.');
});

it.each([null, undefined, 3, 'x', []])('refuses %j', (input) => {
  expect(errorOf(input).code).toBe('MODEL_CONFIG');
});

it('refuses a vocabulary beyond its size without looking at each character', () => {
  const characters = (count: number) =>
    Array.from({ length: count }, (_, index) => String.fromCodePoint(0x10000 + index));
  expect(parseModelConfig({ vocabulary: characters(16_384), units: 8 }).vocabulary).toHaveLength(16_384);
  expect(errorOf({ vocabulary: characters(16_385) }).message).toContain(
    'Expected `vocabulary` to hold at most 16384 characters, got 16385.',
  );
});

it('refuses a model that takes more memory than there may be, and says how much', () => {
  const vocabulary = ['a', 'b'];
  // 4 gates × 30,000 × (64 + 30,000), and × (30,000 + 30,000): 10.8 × 10⁹ numbers of 4 bytes.
  expect(errorOf({ vocabulary, units: 30_000 })).toMatchObject({ code: 'MODEL_TOO_LARGE', exitCode: 2 });
  expect(errorOf({ vocabulary, units: 30_000 }).message).toContain(
    'at most 2 GiB, got one of 40 GiB: LSTM, 2 layers of 30000 units, embeddings of 64, 2 characters.',
  );
  for (const size of [{ units: 1e9 }, { embeddingSize: 2 ** 53 - 1 }, { units: 2 ** 53 - 1, layers: 64 }]) {
    expect(errorOf({ vocabulary, ...size }).message).toContain('at most 2 GiB');
  }
});

it('refuses the keys that objects have by themselves', () => {
  for (const key of ['__proto__', 'constructor', 'toString']) {
    const input: unknown = JSON.parse(`{"vocabulary": ["a"], "${key}": {"units": 3}}`);
    expect(errorOf(input).message).toContain(`Expected a known key, got \`${key}\``);
  }
});

it.each([
  [3, 'MODEL_NEWER', 'update longrange'],
  [1, 'MODEL_OLDER', 'train again'],
])('refuses format version %i in words', (formatVersion, code, hint) => {
  const error = errorOf({ formatVersion, vocabulary: ['a'], aKeyOfThatVersion: true });
  expect(error.code).toBe(code);
  expect(error.message).toContain(`version 2, got version ${formatVersion}`);
  expect(error.hint).toContain(hint);
});
