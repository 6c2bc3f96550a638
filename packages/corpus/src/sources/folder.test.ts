import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
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

  it('ends on loops of links and reads each file once', async () => {
    const folder = temporaryFolder({ 'a/x.py': 'x' });
    symlinkSync(folder, join(folder, 'a', 'up'));
    symlinkSync(join(folder, 'a'), join(folder, 'again'));
    symlinkSync(join(folder, 'a', 'x.py'), join(folder, 'x2.py'));
    const { texts, dropped } = await readSource(folderSource(folder));
    expect(texts).toEqual({ 'a/x.py': 'x' });
    expect(dropped).toEqual(['link a/up', 'link again', 'link x2.py']);
  });

  it('counts links that lead out of the folder and does not follow them', async () => {
    const outside = temporaryFolder({ 'x.py': 'x', 'deep/y.py': 'y' });
    const folder = temporaryFolder({ 'a.py': 'a' });
    symlinkSync(outside, join(folder, 'folder'));
    symlinkSync(join(outside, 'x.py'), join(folder, 'file.py'));
    symlinkSync('/', join(folder, 'machine'));
    const { texts, dropped } = await readSource(folderSource(folder));
    expect(texts).toEqual({ 'a.py': 'a' });
    expect(dropped).toEqual(['outside file.py', 'outside folder', 'outside machine']);
  });

  it('follows the folder itself where it is a link', async () => {
    const folder = temporaryFolder();
    symlinkSync(temporaryFolder({ 'x.py': 'x' }), join(folder, 'named'));
    expect((await readSource(folderSource(join(folder, 'named')))).texts).toEqual({ 'x.py': 'x' });
  });

  it('counts what cannot be read', async () => {
    const folder = temporaryFolder({ 'a.py': 'a' });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken.py'));
    symlinkSync(join(folder, 'self.py'), join(folder, 'self.py'));
    mkdirSync(join(folder, 'folder.py'));
    const { texts, dropped } = await readSource(folderSource(folder));
    expect(texts).toEqual({ 'a.py': 'a' });
    expect(dropped).toEqual(['unreadable broken.py', 'unreadable self.py']);
  });
});

describe('globSource', () => {
  it('reads what matches, whatever its extension, relative to the part before the wildcard', async () => {
    const folder = temporaryFolder({
      'src/a.txt': 'a',
      'src/deep/b.txt': 'b',
      'src/c.py': 'c',
      'd.txt': 'd',
    });
    symlinkSync(folder, join(folder, 'src', 'up'));
    const { texts } = await readSource(globSource(`${folder}/src/**/*.txt`));
    expect(texts).toEqual({ 'a.txt': 'a', 'deep/b.txt': 'b' });
  });

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

  it('opens the archives that match', async () => {
    const archive = zipSync({ 'in/x.py': new TextEncoder().encode('x') });
    const folder = temporaryFolder({ 'a.zip': archive, 'b.py': 'b' });
    expect((await readSource(globSource(`${folder}/*`))).texts).toEqual({ 'in/x.py': 'x', 'b.py': 'b' });
  });

  it('says when nothing matches', async () => {
    const failure = readSource(globSource(`${temporaryFolder({ 'a.py': 'a' })}/*.txt`));
    await expect(failure).rejects.toMatchObject({ code: 'CORPUS_NO_MATCH', exitCode: 2 });
  });
});

function hintOf(paths: readonly string[]): string | undefined {
  const endings = new OtherEndings();
  for (const path of paths) endings.add(path);
  return endings.hint;
}

it('names the flag that reads what was left out, the most common first', () => {
  expect(hintOf([])).toBeUndefined();
  expect(hintOf(['a.txt', 'deep/B.TXT'])).toBe('found 2 .txt files: add --extensions .txt to read them.');
  expect(hintOf(['LICENSE'])).toBe("found 1 file without an extension: add --extensions '*' to read them.");
  expect(hintOf(['a.md', 'b.txt', 'c.txt', 'd.rst', 'e.rst', 'f.rst', 'g.x'])).toBe(
    'found 3 .rst files, 2 .txt files, 1 .md file: add --extensions .rst to read the first.',
  );
});
