import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { readGgufHead } from '../src/gguf-head.ts';
import { openGguf } from '../src/open-gguf.ts';
import { tinyGguf } from './testing/tiny-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'longrange-head-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sound = tinyGguf();
const file = join(folder, 'head.gguf');
const read = (bytes: Uint8Array) => {
  writeFileSync(file, bytes);
  return readGgufHead(file);
};
/** Bytes before the weights, which are float32. */
const HEAD = sound.length - 4 * 17_312;

it('reads the vocabulary, and how many parameters there are', () => {
  const { vocabulary, ...rest } = read(sound);
  expect([vocabulary.model, vocabulary.tokens.length, vocabulary.types.length]).toEqual(['gpt2', 266, 266]);
  expect([vocabulary.tokens[0], vocabulary.types[0], vocabulary.types[1]]).toEqual(['<|endoftext|>', 3, 1]);
  expect(rest).toEqual({ prefix: '', parameters: 17_312, bytes: sound.length });
  expect(read(tinyGguf(64, 'llama')).prefix).toBe(' ');
});

// reliability: gguf
it('follows a link, and opens nothing but files', async () => {
  symlinkSync(file, join(folder, 'link'));
  read(sound);
  expect(readGgufHead(join(folder, 'link')).parameters).toBe(17_312);
  const [pipe, empty, none] = [join(folder, 'pipe'), join(folder, 'empty'), join(folder, 'none')];
  execFileSync('mkfifo', [pipe]);
  writeFileSync(empty, '');
  for (const [path, got] of [
    [pipe, 'got: a pipe or a device'],
    ['/dev/zero', 'got: a pipe or a device'],
    [folder, 'got: a folder'],
    [empty, 'got: an empty file'],
    [none, `Cannot read ${none}: no such file or folder (ENOENT).`],
  ] as const)
    await expect(openGguf(path)).rejects.toMatchObject({
      code: 'GGUF_UNREADABLE',
      exitCode: 2,
      hint: expect.any(String),
      message: expect.stringContaining(got),
    });
});

// reliability: gguf
it('refuses a file that is cut off anywhere before its weights', () => {
  for (let length = 1; length < HEAD; length += 5 + (length % 37))
    expect(() => read(sound.subarray(0, length))).toThrow(/cut off or damaged|another kind|beyond the file/);
});

/** Where the length of each of these begins. */
const lengths: readonly (readonly [what: string, at: number])[] = [
  ['a list of tensors', 8],
  ['a list of entries', 16],
  ['a key', 24],
  ['a text', 24 + 8 + 'general.architecture'.length + 4],
  ['a list of texts', sound.indexOf('tokenizer.ggml.tokens') + 'tokenizer.ggml.tokens'.length + 8],
  ['a text in a list', sound.indexOf('<|endoftext|>') - 8],
  ['a list of numbers', sound.indexOf('tokenizer.ggml.token_type') + 'tokenizer.ggml.token_type'.length + 8],
  ['the name of a tensor', sound.indexOf('token_embd.weight') - 8],
  ['a tensor', sound.indexOf('token_embd.weight') + 'token_embd.weight'.length + 4],
];
const odd = [2n ** 31n - 1n, 2n ** 53n, 2n ** 64n - 1n];

// reliability: gguf, gguf-writer
it.each(lengths.flatMap(([what, at]) => odd.map((length) => ({ what, at, length }))))(
  'refuses $length as the length of $what',
  ({ at, length }) => {
    const copy = Buffer.from(sound);
    copy.writeBigUInt64LE(length, at);
    expect(() => read(copy)).toThrow(/cut off or damaged|beyond the file|a list of \d+ at byte|type of each/);
  },
);

it('reads no more than 64 MiB before the weights, however large the file is', () => {
  const copy = Buffer.from(sound);
  copy.writeBigUInt64LE(2n ** 31n - 1n, 24 + 8 + 'general.architecture'.length + 4);
  writeFileSync(file, copy);
  truncateSync(file, 2 ** 33);
  expect(() => readGgufHead(file)).toThrow('more than 67108864 bytes before the weights');
});

const written = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const after = (text: string, value: Buffer): Buffer => {
  const copy = Buffer.from(sound);
  value.copy(copy, sound.indexOf(text) + text.length);
  return copy;
};
const LIST_AT = sound.indexOf('tokenizer.ggml.token_type') + 'tokenizer.ggml.token_type'.length;

it.each([
  ['another kind of file', Buffer.from('GGUL, or so it says')],
  [
    'version 1 of the format, not 2 or 3',
    Buffer.concat([Buffer.from('GGUF'), written(1), sound.subarray(8)]),
  ],
  ['a value of the unknown type 13 at byte 56', after('general.architecture', written(13))],
  [
    `a list of lists at byte ${LIST_AT + 16}`,
    after('tokenizer.ggml.token_type', Buffer.concat([written(9), written(9)])),
  ],
  [
    'tensor 0, which ends beyond the file',
    after('token_embd.weight', Buffer.concat([written(2), written(2 ** 31)])),
  ],
  [
    'one without a tokenizer, its tokens and the type of each',
    after('tokenizer.ggml.token', Buffer.from('_')),
  ],
])('says what it is: %s', (got, bytes) => {
  expect(() => read(bytes)).toThrow(got);
});

// reliability: gguf, gguf-writer
it('is read, or is refused in words, whatever bytes are changed', () => {
  const change = fc.tuple(fc.nat(HEAD - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const copy = Buffer.from(sound);
      for (const [at, bytes] of changes) copy.set(bytes.subarray(0, copy.length - at), at);
      try {
        const { vocabulary } = read(copy);
        expect(vocabulary.types.length).toBe(vocabulary.tokens.length);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(?:one|a|an|another|tensor|version|more than) /);
        expect(error).not.toBeInstanceOf(LongrangeError);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});
