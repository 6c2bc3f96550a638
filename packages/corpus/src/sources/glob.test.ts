import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSource } from '../testing/read-source.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { globSource } from './glob.ts';

describe('globSource', () => {
  it('reads what matches, whatever its extension, relative to the part before the wildcard', async () => {
    const folder = temporaryFolder({
      'src/a.txt': 'a',
      'src/deep/b.txt': 'b',
      'src/c.py': 'c',
      'd.txt': 'd',
    });
    const { texts } = await readSource(globSource(`${folder}/src/**/*.txt`));
    expect(texts).toEqual({ 'a.txt': 'a', 'deep/b.txt': 'b' });
  });

  it('ends on loops of links', async () => {
    const folder = temporaryFolder({ 'a/x.py': 'x' });
    symlinkSync(folder, join(folder, 'a', 'up'));
    expect((await readSource(globSource(`${folder}/**/*.py`))).texts).toEqual({ 'a/x.py': 'x' });
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
    const folder = temporaryFolder({ 'a.py': 'a' });
    await expect(readSource(globSource(`${folder}/*.txt`))).rejects.toMatchObject({
      code: 'CORPUS_NO_MATCH',
      exitCode: 2,
    });
  });
});
