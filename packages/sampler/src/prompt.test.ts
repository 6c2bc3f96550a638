import { parseModelConfig } from '@longrange/model';
import { expect, it } from 'vitest';
import { promptEncoder } from './prompt.ts';

const encoderOf = (vocabulary: string[], beginOfDocument: number | null) =>
  promptEncoder({ config: parseModelConfig({ vocabulary }), beginOfDocument });
const encode = encoderOf(['a', '\n', '🐍'], null);

it('encodes by the vocabulary, astral characters too', () => {
  expect([...encode('a🐍a\n')]).toEqual([0, 2, 0, 1]);
});

it('starts from the beginning of a document, where the model has a symbol for it', () => {
  const fromBeginning = encoderOf(['a', '🐍'], 2);
  expect([...fromBeginning('')]).toEqual([2]);
  expect([...fromBeginning('🐍a')]).toEqual([2, 1, 0]);
});

it('starts from a newline where the prompt is empty and it has none', () => {
  expect([...encode('')]).toEqual([1]);
  expect(() => encoderOf(['a'], null)('')).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('got "\\n" in an empty prompt'),
      hint: expect.stringContaining('give a prompt'),
    }),
  );
});

it('names each character it does not know, once', () => {
  expect(() => encode('aéb→é')).toThrow(
    expect.objectContaining({
      message: 'Expected a prompt of the 3 characters that the model knows, got "é", "b", "→" in "aéb→é".',
      hint: expect.stringMatching(/^leave them out/),
    }),
  );
});
