import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource } from '../testing/read-source.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { folderSource } from './folder.ts';

describe('folderSource', () => {
  it('reads wanted files in the order of names, with paths relative to the folder', async () => {
    const folder = temporaryFolder({ 'b.py': 'b', 'a/z.PY': 'z', 'a/y.txt': 'y' });
    const { texts, dropped } = await readSource(folderSource(folder));
    expect(Object.entries(texts)).toEqual([
      ['a/z.PY', 'z'],
      ['b.py', 'b'],
    ]);
    expect(dropped).toEqual(['extension a/y.txt']);
  });

  it('leaves out hidden files, node_modules and caches', async () => {
    const folder = temporaryFolder({ '.venv/a.py': '', 'x/node_modules/b.py': '', '.c.py': '', 'd.py': 'd' });
    const { texts, dropped } = await readSource(folderSource(folder));
    expect(texts).toEqual({ 'd.py': 'd' });
    expect(dropped).toEqual(['hidden .c.py', 'hidden .venv', 'hidden x/node_modules']);
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

  it('goes down as it finds folders among the names', async () => {
    const deep = `b${'/d'.repeat(300)}`;
    const folder = temporaryFolder({
      'a.py': 'a',
      [`${deep}/x.py`]: 'x',
      'b/e.py': 'e',
      'c.py': 'c',
      'b.py': 'b',
    });
    const { texts } = await readSource(folderSource(folder));
    expect(Object.keys(texts)).toEqual(['a.py', `${deep}/x.py`, 'b/e.py', 'b.py', 'c.py']);
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
