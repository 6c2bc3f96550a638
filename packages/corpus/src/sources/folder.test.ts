import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource, temporaryFolder } from '../testing/helpers.ts';
import { folderSource } from './folder.ts';
import { globSource } from './glob.ts';
import { OtherEndings } from './source.ts';

describe('folderSource', () => {
  it('reads wanted files in the order of names, without hidden files, node_modules and caches', async () => {
    const deep = `b${'/d'.repeat(300)}`;
    const names = ['a.py', `${deep}/x.PY`, 'b/e.py', 'b.py', 'c.py'];
    const files = ['a/y.txt', '.venv/a.py', 'x/node_modules/b.py', '.c.py', ...names.toReversed()];
    const folder = temporaryFolder(Object.fromEntries(files.map((name) => [name, name])));
    const { texts, dropped } = await readSource(folderSource(folder));
    expect(Object.entries(texts)).toEqual(names.map((name) => [name, name]));
    expect(dropped).toEqual(['hidden .c.py', 'hidden .venv', 'extension a/y.txt', 'hidden x/node_modules']);
  });

  // reliability: files
  it('follows the folder itself where it is a link, and no link in it: each file is read once', async () => {
    const outside = temporaryFolder({ 'x.py': 'x', 'deep/y.py': 'y' });
    const folder = temporaryFolder({ 'a/x.py': 'x' });
    symlinkSync(folder, join(folder, 'a', 'up'));
    symlinkSync(join(folder, 'a'), join(folder, 'again'));
    symlinkSync(join(folder, 'a', 'x.py'), join(folder, 'x2.py'));
    symlinkSync(outside, join(folder, 'folder'));
    symlinkSync(join(outside, 'x.py'), join(folder, 'file.py'));
    symlinkSync(folder, join(outside, 'named'));
    const { texts, dropped } = await readSource(folderSource(join(outside, 'named')));
    expect(texts).toEqual({ 'a/x.py': 'x' });
    const links = ['link a/up', 'link again', 'link x2.py', 'outside file.py', 'outside folder'];
    expect(dropped.sort()).toEqual(links);
  });
});

describe('globSource', () => {
  it('reads what matches, whatever its extension, relative to the part before the wildcard', async () => {
    const files = { 'src/a.txt': 'a', 'src/deep/b.txt': 'b', 'src/c.py': 'c', 'd.txt': 'd' };
    const folder = temporaryFolder(files);
    symlinkSync(folder, join(folder, 'src', 'up'));
    const { texts } = await readSource(globSource(`${folder}/src/**/*.txt`));
    expect(texts).toEqual({ 'a.txt': 'a', 'deep/b.txt': 'b' });
  });

  // reliability: files
  it('takes links to files inside once and counts what leads out, or to no file', async () => {
    const folder = temporaryFolder({ 'a.py': 'a', 'deep/b.py': 'b', 'x/c.py': 'c' });
    const elsewhere = temporaryFolder({ 'd.py': 'd' });
    symlinkSync('a.py', join(folder, 'again.py'));
    symlinkSync('deep/b.py', join(folder, 'inside.py'));
    symlinkSync('deep', join(folder, 'folder.py'));
    symlinkSync('nowhere', join(folder, 'broken.py'));
    symlinkSync('/dev/zero', join(folder, 'zero.py'));
    symlinkSync(join(elsewhere, 'd.py'), join(folder, 'outside.py'));
    const { texts, dropped } = await readSource(globSource(`${folder}/*.py`));
    expect(texts).toEqual({ 'a.py': 'a', 'inside.py': 'b' });
    expect(dropped).toEqual([
      'repeated again.py',
      'unreadable broken.py',
      'special folder.py',
      'outside outside.py',
      'outside zero.py',
    ]);
  });
});

function hintOf(paths: readonly string[]): string | undefined {
  const endings = new OtherEndings();
  for (const path of paths) endings.add(path);
  return endings.hint;
}

it('names the flag that reads what was left out, the most common first', () => {
  expect(hintOf([])).toBeUndefined();
  expect(hintOf(['a.txt', 'deep/B.TXT'])).toBe(
    "found 2 .txt files: --set extensions=.txt, or `extensions: ['.txt']`, reads them.",
  );
  expect(hintOf(['LICENSE'])).toBe(
    "found 1 file without an extension: --set 'extensions=*', or `extensions: ['*']`, reads them.",
  );
  expect(hintOf(['a.md', 'b.txt', 'c.txt', 'd.rst', 'e.rst', 'f.rst', 'g.x'])).toBe(
    "found 3 .rst files, 2 .txt files, 1 .md file: --set extensions=.rst, or `extensions: ['.rst']`, reads the first.",
  );
});
