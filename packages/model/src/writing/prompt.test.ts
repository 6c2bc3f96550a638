import { expect, it } from 'vitest';
import { parseModelConfig } from '../config.ts';
import { promptEncoder } from './prompt.ts';

const encoderOf = (vocabulary: string[], beginOfDocument: number | null) =>
  promptEncoder({ config: parseModelConfig({ vocabulary }), beginOfDocument });
const encode = encoderOf(['a', '\n', '🐍'], null);

it('encodes by the vocabulary, astral characters too, from the beginning of a document or a newline', () => {
  expect([...encode('a🐍a\n')]).toEqual([0, 2, 0, 1]);
  expect([...encode('')]).toEqual([1]);
  expect([...encoderOf(['a', '🐍'], 2)('🐍a')]).toEqual([2, 1, 0]);
  expect(() => encoderOf(['a'], null)('')).toThrow('got "\\n" in an empty prompt');
});

it('names each character it does not know, once', () => {
  expect(() => encode('aéb→é')).toThrow(
    expect.objectContaining({
      message: 'Expected a prompt of the 3 characters that the model knows, got "é", "b", "→" in "aéb→é".',
      hint: expect.stringMatching(/^leave them out/),
    }),
  );
});
