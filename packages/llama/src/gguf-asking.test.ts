import { expect, it } from 'vitest';
import { logsOfLikeliest } from './gguf-asking.ts';
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

const sumOf = (logs: Float32Array): number => logs.reduce((sum, log) => sum + Math.exp(log), 0);

it('keeps probabilities that are all known', () => {
  const logs = logsOfLikeliest([2, 0, 1], [0.75, 0.25, 0], 3);
  expect(logs).toEqual(Float32Array.of(Math.log(0.25), -103, Math.log(0.75)));
});

it('finds what the others have where probabilities fall as a power, and divides it among them', () => {
  const V = 40_000;
  for (const power of [1.3, 2, 3]) {
    const weights = Array.from({ length: V }, (_, rank) => (rank + 1) ** -power);
    const all = weights.reduce((sum, weight) => sum + weight);
    const known = weights.slice(0, 1000);
    const shared = known.reduce((sum, weight) => sum + weight);
    const logs = logsOfLikeliest(
      known.map((_, rank) => V - 1 - rank),
      known.map((weight) => weight / shared),
      V,
    );
    expect(sumOf(logs)).toBeCloseTo(1, 4);
    expect(Math.exp(logs[V - 1]!)).toBeCloseTo(1 / all, 3);
    expect(sumOf(logs.subarray(0, V - 1000)) / (1 - shared / all)).toBeCloseTo(1, 1);
    expect(new Set(logs.subarray(0, V - 1000)).size).toBe(1);
  }
});

it('gives nothing to the others where the last that are known have nothing', () => {
  const known = Array.from({ length: 16 }, (_, token) => token);
  const shares = known.map((token) => (token === 0 ? 1 : 0));
  const logs = logsOfLikeliest(known, shares, 100);
  expect([logs[0], logs[1], logs[99]]).toEqual([0, -103, -103]);
});
