import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/toy.ts';
import {
  claimFolder,
  diskError,
  exists,
  makeFolder,
  writeAndFlush,
  writeFileAtomically,
  writeFolderAtomically,
  writeNewFolder,
} from './write-atomically.ts';

describe('writeFileAtomically', () => {
  it('makes folders, writes, replaces, and leaves nothing else', async () => {
    const path = join(await temporaryFolder(), 'a', 'b', 'config.json');
    await writeFileAtomically(path, 'one');
    await writeFileAtomically(path, new TextEncoder().encode('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(join(path, '..'))).toEqual(['config.json']);
  });

  it('gives one clear error below a file, and keeps what a folder in its place holds', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), 'x');
    await mkdir(join(folder, 'taken'));
    const refusal = { code: 'WRITE_FAILED', exitCode: 1 };
    await expect(writeFileAtomically(join(folder, 'taken'), 'one')).rejects.toMatchObject(refusal);
    await expect(writeFileAtomically(join(folder, 'file', 'config.json'), 'one')).rejects.toMatchObject({
      ...refusal,
      message: expect.stringMatching(/^Cannot write .*file\/config\.json: .*\((ENOTDIR|EEXIST)\)\.$/),
    });
    const fill = async () => undefined;
    await expect(writeFolderAtomically(join(folder, 'file', 'x'), fill)).rejects.toMatchObject(refusal);
    expect((await readdir(folder)).sort()).toEqual(['file', 'taken']);
  });

  // reliability: full-disk
  it.runIf(process.platform === 'linux')('meets a full device (Linux has one to try)', async () => {
    const cause = await writeAndFlush('/dev/full', 'x').catch((error: unknown) => error);
    expect(diskError('/dev/full', cause)).toMatchObject({
      message: 'Cannot write /dev/full: no space left on the device (ENOSPC).',
      hint: 'free some space, or choose a folder on another disk. Files that were complete before are untouched.',
    });
  });
});

describe('writeFolderAtomically', () => {
  it('replaces a folder as a whole, and leaves the old one where filling fails', async () => {
    const folder = join(await temporaryFolder(), 'step-000001');
    await writeFolderAtomically(folder, (temporary) => writeFile(join(temporary, 'older'), '0'));
    await writeFolderAtomically(folder, (temporary) => writeFile(join(temporary, 'old'), '1'));
    const own = new LongrangeError({ code: 'X', message: 'Expected a, got b.' });
    const fail = async (temporary: string) => {
      await writeFile(join(temporary, 'half'), '2');
      throw own;
    };
    await expect(writeFolderAtomically(folder, fail)).rejects.toBe(own);
    expect(await readdir(folder)).toEqual(['old']);
    expect(await readdir(join(folder, '..'))).toEqual(['step-000001']);
  });
});

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

it('makes what is missing, also for several at once, and minds nothing that is there', async () => {
  const folder = await temporaryFolder();
  const [deep, other] = [join(folder, 'a', 'b', 'c'), join(folder, 'a', 'd')] as const;
  await Promise.all([deep, deep, other].map(makeFolder));
  expect(await Promise.all([deep, other].map(exists))).toEqual([true, true]);
  await makeFolder('/');
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
});

// reliability: output-folders
it.runIf(process.platform === 'linux')('comes to an end in /proc, where nothing can be made', async () => {
  await expect(makeFolder('/proc/longrange/runs')).rejects.toMatchObject({ code: 'ENOENT' });
});
