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
    formatVersion: 1,
    cell: 'lstm',
    embeddingSize: 64,
    embeddingRange: 0.05,
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
    cell: 'lstn',
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
  expect(message).toContain('Expected `cell` to be "lstm" or "gru" or "rnn", got "lstn" (string).');
  expect(message).toContain('Expected `vocabulary` to hold single characters, got "bc".');
  expect(message).toContain('Expected `vocabulary` to hold each character once, got "a" more than once.');
});

it.each([null, undefined, 3, 'x', []])('refuses %j', (input) => {
  expect(errorOf(input).code).toBe('MODEL_CONFIG');
});

it('says that a newer format is newer', () => {
  const error = errorOf({ formatVersion: 2, vocabulary: ['a'], aKeyOfTheFuture: true });
  expect(error.code).toBe('MODEL_NEWER_VERSION');
  expect(error.message).toContain('version 1 or earlier, got version 2');
});
