import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/toy.ts';
import { claimFolder, writeNewFolder } from './claim-folder.ts';

it('gives each of those who ask at once a folder of its own, counted up from 2 past files and folders', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'run-2'), '');
  const claimed = await Promise.all([1, 2, 3].map(() => claimFolder(join(folder, 'run'))));
  expect(claimed.sort()).toEqual([join(folder, 'run'), join(folder, 'run-3'), join(folder, 'run-4')]);
});

it('loses no result where two are written under one name at once', async () => {
  const results = join(await temporaryFolder(), 'results');
  const write = (text: string) =>
    writeNewFolder(join(results, 'eval'), (temporary) => writeFile(join(temporary, 'result'), text));
  const folders = await Promise.all(['one', 'two'].map(write));
  expect(await Promise.all(folders.map((folder) => readFile(join(folder, 'result'), 'utf8')))).toEqual([
    'one',
    'two',
  ]);
  await expect(
    writeNewFolder(join(results, 'eval'), () => Promise.reject(new Error('of the work'))),
  ).rejects.toThrow('of the work');
  expect((await readdir(results)).sort()).toEqual(['eval', 'eval-2']);
});
