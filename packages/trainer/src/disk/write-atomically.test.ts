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
  removeLeftovers,
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

  it('gives one clear error below a file', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, 'x');
    const failure = writeFileAtomically(join(file, 'config.json'), 'one');
    await expect(failure).rejects.toMatchObject({ code: 'WRITE_FAILED', exitCode: 1 });
    await expect(failure).rejects.toThrow(/^Cannot write .*file\/config\.json: .*\((ENOTDIR|EEXIST)\)\.$/);
  });

  it('keeps what a folder in its place holds', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'taken'));
    await expect(writeFileAtomically(join(folder, 'taken'), 'one')).rejects.toMatchObject({
      code: 'WRITE_FAILED',
    });
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

describe('writeAndFlush', () => {
  it.runIf(process.platform === 'linux')('meets a full device (Linux has one to try)', async () => {
    const cause = await writeAndFlush('/dev/full', 'x').catch((error: unknown) => error);
    expect(diskError('/dev/full', cause)).toMatchObject({
      message: 'Cannot write /dev/full: no space left on the device (ENOSPC).',
      hint: 'free some space, or choose a folder on another disk. Files that were complete before are untouched.',
    });
  });
});

describe('writeFolderAtomically', () => {
  it('replaces a folder as a whole', async () => {
    const folder = join(await temporaryFolder(), 'step-000001');
    await writeFolderAtomically(folder, (temporary) => writeFile(join(temporary, 'old'), '1'));
    await writeFolderAtomically(folder, (temporary) => writeFile(join(temporary, 'new'), '2'));
    expect(await readdir(folder)).toEqual(['new']);
    expect(await readdir(join(folder, '..'))).toEqual(['step-000001']);
  });

  it('leaves the old folder and nothing new where filling fails', async () => {
    const folder = join(await temporaryFolder(), 'step-000001');
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

  it('gives one clear error below a file', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, 'x');
    const failure = writeFolderAtomically(join(file, 'step-000001'), async () => undefined);
    await expect(failure).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
});

describe('removeLeftovers', () => {
  it('takes away what was never finished, and that only', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.tmp-step-000002-0a1b2c3d4e5f'));
    await writeFile(join(folder, '.tmp-step-000002-0a1b2c3d4e5f', 'model.json'), '{');
    await mkdir(join(folder, 'step-000001'));
    await removeLeftovers(folder);
    await removeLeftovers(join(folder, 'none'));
    expect(await readdir(folder)).toEqual(['step-000001']);
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
  const deep = join(folder, 'a', 'b', 'c');
  await Promise.all([deep, deep, join(folder, 'a', 'd')].map(makeFolder));
  expect(await Promise.all([deep, join(folder, 'a', 'd')].map(exists))).toEqual([true, true]);
  await makeFolder('/');
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it.runIf(process.platform === 'linux')('comes to an end in /proc, where nothing can be made', async () => {
  await expect(makeFolder('/proc/longrange/runs')).rejects.toMatchObject({ code: 'ENOENT' });
});
