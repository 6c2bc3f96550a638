import { expect, it } from 'vitest';
import { tokenBytesOf } from './token-bytes.ts';

it('reads the bytes that the characters of byte-level BPE stand for', () => {
  const tokens = ['<|endoftext|>', 'Ġdef', 'Ċ', 'Ã©', 'Ń', '<gap> é'];
  const bytes = tokenBytesOf({ model: 'gpt2', tokens, types: [3, 1, 1, 1, 1, 4] });
  const expected = [null, ' def', '\n', 'é', null, '<gap> é'];
  expect(bytes.map((own) => own && Buffer.from(own).toString()).toSpliced(4, 1, null)).toEqual(expected);
  // The last of the bytes that are not themselves.
  expect(bytes[4]).toEqual(Uint8Array.of(0xad));
});

it.each([
  [{ model: 'llama', tokens: [], types: [] }, /`gpt2`\), got `llama`/],
  [{ model: 'gpt2', tokens: ['▁a'], types: [1] }, /token 0 .*got "▁a"/],
])('refuses another vocabulary: %j', (vocabulary, message) => {
  expect(() => tokenBytesOf(vocabulary)).toThrow(message);
});
