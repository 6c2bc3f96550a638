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

it('reads text and bytes of SentencePiece', () => {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const tokens = ['<unk>', '<s>', ...bytes, '▁def', '▁', 'é', '▁<x>'];
  const types = [2, 3, ...bytes.map(() => 6), 1, 1, 1, 4];
  const found = tokenBytesOf({ model: 'llama', tokens, types });
  expect(found.slice(0, 2)).toEqual([null, null]);
  expect(found.slice(2, 258)).toEqual(bytes.map((_, byte) => Uint8Array.of(byte)));
  expect(found.slice(258).map((own) => Buffer.from(own!).toString())).toEqual([' def', ' ', 'é', '▁<x>']);
});

it.each([
  [{ model: 'bert', tokens: [], types: [] }, /`gpt2`\) or SentencePiece \(`llama`\), got `bert`/],
  [{ model: 'llama', tokens: ['<0x00>', '▁a'], types: [6, 1] }, /each of 256 bytes, got 1/],
  [{ model: 'llama', tokens: ['<0xG0>'], types: [6] }, /token 0 to be a byte.*got "<0xG0>"/],
  [{ model: 'gpt2', tokens: ['▁a'], types: [1] }, /token 0 .*got "▁a"/],
])('refuses another vocabulary: %j', (vocabulary, message) => {
  expect(() => tokenBytesOf(vocabulary)).toThrow(message);
});
