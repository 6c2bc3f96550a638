import { expect, it } from 'vitest';
import { PromptEncoder } from './prompt.ts';

const encoder = new PromptEncoder(['a', '\n', '🐍']);

it('encodes by the vocabulary, astral characters too', () => {
  expect([...encoder.encode('a🐍a\n')]).toEqual([0, 2, 0, 1]);
});

it('starts from a newline where the prompt is empty', () => {
  expect([...encoder.encode('')]).toEqual([1]);
  expect(() => new PromptEncoder(['a']).encode('')).toThrow(/got "\\n" in an empty prompt.*give a prompt/);
});

it('names each character it does not know, once', () => {
  expect(() => encoder.encode('aéb→é')).toThrow(
    'Expected a prompt of the 3 characters that the model knows, got "é", "b", "→" in "aéb→é". Hint: leave them out',
  );
});
