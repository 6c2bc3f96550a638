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

  it('follows links that lead out of the folder, once', async () => {
    const outside = temporaryFolder({ 'x.py': 'x', 'deep/y.py': 'y' });
    const folder = temporaryFolder();
    symlinkSync(outside, join(folder, 'first'));
    symlinkSync(outside, join(folder, 'second'));
    symlinkSync(outside, join(outside, 'deep', 'loop'));
    const { texts, dropped } = await readSource(folderSource(folder));
    expect(texts).toEqual({ 'first/deep/y.py': 'y', 'first/x.py': 'x' });
    expect(dropped).toEqual(['link first/deep/loop', 'link second']);
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
