import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/toy.ts';
import { diskError } from './disk-error.ts';
import {
  removeLeftovers,
  writeAndFlush,
  writeFileAtomically,
  writeFolderAtomically,
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
