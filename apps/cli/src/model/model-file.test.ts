import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { readVocabulary } from './model-file.ts';

async function fileOf(name: string, content: string): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

it('reads a list, and the sorted set of the characters of a text', async () => {
  expect(await readVocabulary(await fileOf('list.json', '["b", "\\n", "a"]'), {})).toEqual(['b', '\n', 'a']);
  const text = await fileOf('text.py', 'baéab\n');
  expect(await readVocabulary(text, {})).toEqual(['\n', 'a', 'b']);
  expect(await readVocabulary(text, { set: ['charset=unicode'] })).toEqual(['\n', 'a', 'b', 'é']);
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
