import { symlinkSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { CorpusBuilder } from './corpus-builder.ts';
import { describeCorpus } from './describe-corpus.ts';
import { defaultLimits } from './limits.ts';
import { createCorpus, isHandWritten, loadCorpus } from './load-corpus.ts';
import { hashSource } from './open-source.ts';
import { noDrops } from './statistics.ts';
import { temporaryFolder, trainOnly } from './testing/helpers.ts';

describe('loadCorpus', () => {
  it('cleans, leaves out duplicates, binary and empty files, and accounts for them', async () => {
    const folder = temporaryFolder({
      'a.py': 'a = 1  \r\n',
      'copy.py': 'a = 1\n',
      'nul.py': 'a\0b',
      'latin1.py': Uint8Array.of(0x61, 0xe9, 0x0a),
      'empty.py': ' \n',
      'b.py': 'é = 2\n',
      'c.txt': 'c',
    });
    const corpus = await loadCorpus({ sources: [folder], split: trainOnly });
    expect(corpus.documents).toEqual([
      { path: 'a.py', split: 'train', characters: 6 },
      { path: 'b.py', split: 'train', characters: 5 },
    ]);
    const { text } = corpus.split('train').texts()[1]!;
    expect([text, corpus.split('train').text(1)]).toEqual([' = 2\n', ' = 2\n']);
    expect(corpus.statistics).toEqual({
      documents: 2,
      characters: 11,
      lines: 2,
      bytesRead: 30,
      splits: {
        train: { documents: 2, characters: 11 },
        validation: { documents: 0, characters: 0 },
        test: { documents: 0, characters: 0 },
        projects: { documents: 0, characters: 0 },
      },
      splitAdjusted: false,
      droppedDocuments: { ...noDrops(), extension: 1, binary: 2, empty: 1, duplicate: 1 },
      droppedCharacters: { count: 1, distinct: 1, mostFrequent: [{ character: 'é', count: 1 }] },
    });
  });

  it('reads each file once, by however many names it is met', async () => {
    const zip = zipSync({ 'c.py': new TextEncoder().encode('c = 3\n') });
    const folder = temporaryFolder({ 'src/a.py': 'a = 1\n', 'src/b.py': 'b = 2\n', 'lib.zip': zip });
    const elsewhere = temporaryFolder();
    symlinkSync(folder, join(elsewhere, 'link'));
    const sources = ['src', 'src/a.py', './src/../src', '*/*.py', 'lib.zip', '*.zip'].map(
      (name) => `${folder}/${name}`,
    );
    sources.push(join(elsewhere, 'link'), join(elsewhere, 'link', 'src', 'b.py'));
    const { statistics, sha256 } = await loadCorpus({ sources, split: trainOnly });
    expect(statistics).toMatchObject({ documents: 3, bytesRead: 18 });
    expect(statistics.droppedDocuments).toMatchObject({ duplicate: 0, repeated: 9, extension: 1 });
    const once = [join(folder, 'src'), join(folder, 'lib.zip')];
    expect((await loadCorpus({ sources: once, split: trainOnly })).sha256).toBe(sha256);
  });

  it('ends where the documents together are more than the corpus may hold', () => {
    const builder = new CorpusBuilder({ split: trainOnly }, { ...defaultLimits, corpusBytes: 12 });
    const add = (path: string, text: string) =>
      builder.add({ path, bytes: new TextEncoder().encode(text), named: false });
    add('a.py', 'a = 1\n');
    add('copy.py', 'a = 1\n');
    add('b.py', 'b = 2\n');
    expect(() => add('c.py', 'c\n')).toThrow(/at most 12 bytes of text in all, got more: c\.py/);
  });

  it('takes other extensions, and a named file whatever its own', async () => {
    const folder = temporaryFolder({ 'a.txt': 'a', 'b.md': 'b', 'c.py': 'c' });
    const paths = async (sources: string[], extensions?: string[]) =>
      (await loadCorpus({ sources, split: trainOnly, ...(extensions && { extensions }) })).documents.map(
        ({ path }) => path,
      );
    expect(await paths([folder], ['txt', '.MD'])).toEqual(['a.txt', 'b.md']);
    expect(await paths([folder], ['*'])).toEqual(['a.txt', 'b.md', 'c.py']);
    expect(await paths([join(folder, 'a.txt')])).toEqual(['a.txt']);
  });

  it('joins sources and tells files of one path apart', async () => {
    const sources = [temporaryFolder({ 'a.py': 'one' }), temporaryFolder({ 'a.py': 'two', 'b.py': 'one' })];
    const corpus = await loadCorpus({ sources, split: trainOnly });
    const split = corpus.split('train');
    expect(split.documents.map(({ path }, index) => [path, split.text(index)])).toEqual([
      ['a.py', 'one\n'],
      ['a.py#2', 'two\n'],
    ]);
  });
});

describe('errors of loadCorpus', () => {
  it('says how to read the files that a folder has instead', async () => {
    const folder = temporaryFolder({ 'a.txt': 'a', 'b/c.txt': 'c' });
    await expect(loadCorpus({ sources: [folder] })).rejects.toMatchObject({
      code: 'CORPUS_NO_MATCH',
      message: `Expected files that end in .py in ${folder}, got none.`,
      hint: "found 2 .txt files: --set extensions=.txt, or `extensions: ['.txt']`, reads them.",
    });
  });

  const binary = { 'x.bin': Uint8Array.of(1, 0, 2) };
  const cases: [string, string, Record<string, string | Uint8Array>, string | undefined][] = [
    ['a missing file', 'CORPUS_SOURCE_MISSING', {}, 'nowhere.py'],
    ['a binary file', 'CORPUS_BINARY', binary, 'x.bin'],
    ['an empty file', 'CORPUS_EMPTY', { 'a.py': ' \n' }, 'a.py'],
    ['an empty folder', 'CORPUS_EMPTY', {}, undefined],
    ['a folder of binary files', 'CORPUS_EMPTY', { 'a.py': Uint8Array.of(0) }, undefined],
    ['a wildcard that nothing matches', 'CORPUS_NO_MATCH', { 'a.py': 'a' }, '*.txt'],
    ['a corrupt zip archive', 'CORPUS_ARCHIVE_CORRUPT', { 'a.zip': 'PK' }, 'a.zip'],
    ['a corrupt tar archive', 'CORPUS_ARCHIVE_CORRUPT', { 'a.tar.gz': 'no' }, 'a.tar.gz'],
    ['too few documents', 'CORPUS_TOO_FEW_DOCUMENTS', { 'a.py': 'a', 'b.py': 'b' }, undefined],
  ];
  it.each(cases)('%s: %s', async (_, code, files, name) => {
    const folder = temporaryFolder(files);
    const error = await loadCorpus({ sources: [join(folder, name ?? '')] }).catch((thrown) => thrown);
    const hint = expect.stringMatching(/.\.$/);
    expect(error).toMatchObject({ name: 'LongrangeError', code, hint, exitCode: 2 });
    expect(error.message).toMatch(/^Expected .*, got .*\.$/s);
  });

  it('no source at all, and shares that leave nothing to train on', async () => {
    const none = { code: 'CORPUS_EMPTY', message: expect.stringContaining('got none from no sources.') };
    await expect(loadCorpus({ sources: [] })).rejects.toMatchObject(none);
    const hint = expect.stringContaining("`charset: 'unicode'`");
    expect(() => createCorpus(['é'])).toThrow(expect.objectContaining({ code: 'CORPUS_EMPTY', hint }));
    const split = { kind: 'document', validation: 0.5, test: 0.5 } as const;
    expect(() => createCorpus([{ path: 'a', text: 'a' }], { split })).toThrow(
      'Expected the share `validation + test`',
    );
  });
});

describe('describeCorpus', () => {
  it('shows the default corpus and what was left out of it', async () => {
    const text = describeCorpus(await loadCorpus({ sources: ['stdlib'] }));
    expect(text.split('\n')).toEqual([
      'corpus: the Python standard library (pyodide/python_stdlib.zip)',
      '  553 documents, 9,593,448 characters, 261,678 lines',
      '  train       366 documents, 7,656,830 characters',
      '  validation  69 documents, 976,713 characters',
      '  test        118 documents, 959,905 characters',
      '  kept in one split: 197 documents that share text, in 29 groups, the largest of 52 (encodings/cp037.py, …)',
      '  files left out: 8 with another extension, 4 empty, 2 a duplicate of another',
      '  characters left out: 387 of 142 kinds ("─" "十" "廿" "±" "ä")',
      '  sha256 613f816973b0252696eb0ee66a4eb9d4de00f4d4805cb6701516470694c93217',
    ]);
  });

  it('says where test is validation, and where documents were moved', () => {
    const documents = ['a', 'b', 'c'].map((path) => ({ path, text: `${path}\n${path}\n` }));
    expect(describeCorpus(createCorpus(documents))).toContain('some were moved so that no split is empty');
    const contiguous = createCorpus(documents, { split: { kind: 'contiguous', validation: 0.3 } });
    expect(describeCorpus(contiguous)).toContain('test        is the validation text');
  });
});

it('tells texts apart, and is the same wherever a text lies', async () => {
  const folder = temporaryFolder({ 'text/deep/a.py': 'a = 1\n', 'text/b.py': 'b = 2\n', 'text/c.txt': 'c' });
  const hash = (name: string, extensions = ['.py']) => hashSource(join(folder, name), extensions);
  const first = await hash('text');
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await hash('text/**/*.py')).toBe(first);
  const seen = [first, await hash('text', ['*']), await hash('text/b.py')];
  await rename(join(folder, 'text'), join(folder, 'elsewhere'));
  expect(await hash('elsewhere', ['py'])).toBe(first);
  await writeFile(join(folder, 'elsewhere', 'b.py'), 'b = 3\n');
  seen.push(await hash('elsewhere'));
  await rename(join(folder, 'elsewhere', 'b.py'), join(folder, 'elsewhere', 'c.py'));
  seen.push(await hash('elsewhere'));
  expect(new Set(seen).size).toBe(seen.length);
  await expect(hash('text')).rejects.toMatchObject({ code: 'CORPUS_SOURCE_MISSING' });
});

const code = 'export const one = 1;\n'.repeat(100);
const isRead = (path: string, text = code, folders = ['src', 'examples/jsm']): boolean =>
  isHandWritten(path, new TextEncoder().encode(text), folders);

it('reads the sources in the folders, and neither tests, declarations nor builds', () => {
  for (const path of ['src/a.ts', 'src/deep/latest/a.tsx', 'examples/jsm/a.js'])
    expect(isRead(path)).toBe(true);
  const others = [
    'lib/a.ts',
    'srcs/a.ts',
    'examples/a.js',
    'src/a.test.ts',
    'src/__tests__/a.ts',
    'src/test/a.ts',
  ];
  for (const path of [...others, 'src/a.d.ts', 'src/dist/a.js', 'src/a.min.js', 'examples/jsm/libs/a.js'])
    expect([path, isRead(path)]).toEqual([path, false]);
  expect(isRead('deep/a.ts', code, ['.'])).toBe(true);
  expect(isRead('test/a.ts', code, ['.'])).toBe(false);
});

it('leaves out what a program has written: generated, minified or a table of data', () => {
  for (const text of [
    `/* @generated */\n${code}`,
    `// This file was generated by a tool. Do not edit.\n${code}`,
    code.replaceAll('\n', ''),
    `${code}const table = "${'x'.repeat(1001)}";\n`,
    `"${'x'.repeat(100)}",\n`.repeat(20),
    code.repeat(300),
  ])
    expect(isRead('src/a.ts', text)).toBe(false);
  expect(isRead('src/a.ts', `${code}// @generated\n`)).toBe(true);
});
