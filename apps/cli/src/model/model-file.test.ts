import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readVocabulary } from './model-file.ts';

async function fileOf(name: string, content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-vocabulary-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

it('reads a list, and the sorted set of the characters of a text', async () => {
  expect(await readVocabulary(await fileOf('list.json', '["b", "\\n", "a"]'), {})).toEqual(['b', '\n', 'a']);
  expect(await readVocabulary(await fileOf('text.py', 'ba\u00e9ab\n'), {})).toEqual(['\n', 'a', 'b']);
  const unicode = { set: ['charset=unicode'] };
  expect(await readVocabulary(await fileOf('text.py', 'ba\u00e9ab\n'), unicode)).toEqual([
    '\n',
    'a',
    'b',
    '\u00e9',
  ]);
});

it.each([
  ['{ "a": 0, "b": 1 }', 'VOCABULARY_INVALID'],
  ['["ab"]', 'TOKENIZER_VOCABULARY'],
  ['["a", "a"]', 'TOKENIZER_VOCABULARY'],
  ['[1]', 'VOCABULARY_INVALID'],
  ['7', 'VOCABULARY_INVALID'],
  ['[', 'VOCABULARY_INVALID'],
])('refuses %s', async (json, code) => {
  const path = await fileOf('vocabulary.json', json);
  await expect(readVocabulary(path, {})).rejects.toThrow(expect.objectContaining({ code, exitCode: 2 }));
});

it('refuses settings that are not of the corpus', async () => {
  const path = await fileOf('text.py', 'a\n');
  await expect(readVocabulary(path, { set: ['units=3'] })).rejects.toThrow(/corpus\.units/);
});
