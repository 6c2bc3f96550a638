import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { defaultLanguage } from '../language.ts';
import { readTexts } from './read-texts.ts';

const onPosix = it.runIf(process.platform !== 'win32');

async function folderWithFiles(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'below'));
  await writeFile(join(folder, 'a.py'), 'a = 1\n');
  await writeFile(join(folder, 'below', 'b.py'), 'b = 2\n');
  return folder;
}

// reliability: files
it('counts a file once, however often it is named', async () => {
  const folder = await folderWithFiles();
  const file = join(folder, 'below', 'b.py');
  const { documents, leftOut } = await readTexts(
    [file, folder, join(folder, 'below'), `${folder}/./a.py`],
    defaultLanguage,
  );
  expect(documents.map(({ text }) => text)).toEqual(['b = 2\n', 'a = 1\n']);
  expect(leftOut).toBe('3 already included');
});

onPosix(
  'counts what is no file, is too large or lies behind a link in folders, and refuses it by its name',
  async () => {
    const folder = await folderWithFiles();
    await symlink(folder, join(folder, 'round'));
    await symlink('/proc', join(folder, 'away'));
    const [pipe, large] = [join(folder, 'pipe.py'), join(folder, 'large.py')];
    execFileSync('mkfifo', [pipe]);
    await writeFile(large, '');
    await truncate(large, 2 ** 30);
    const { documents, leftOut } = await readTexts([folder], defaultLanguage);
    expect(documents).toHaveLength(2);
    expect(leftOut).toBe(
      '1 symbolic link within its folder, 1 symbolic link that leads out of its folder, 1 not a regular file, 1 too large',
    );
    for (const path of [pipe, '/dev/zero'])
      await expect(readTexts([path], defaultLanguage)).rejects.toMatchObject({
        code: 'TEXT_NOT_A_FILE',
        exitCode: 2,
      });
    await expect(readTexts([large], defaultLanguage)).rejects.toThrow(
      /of at most 256 MiB, got .*large\.py of 1 GiB\./,
    );
  },
);

// reliability: folders
it.runIf(process.platform === 'linux')('counts files that cannot be read and goes on', async () => {
  const folder = await folderWithFiles();
  // The name is not UTF-8: Node reads it as another name, which does not exist, as if the file had been deleted meanwhile.
  await writeFile(
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from('.py')]),
    'c = 3\n',
  );
  const { documents, leftOut } = await readTexts([folder], defaultLanguage);
  expect(documents.map(({ text }) => text)).toEqual(['a = 1\n', 'b = 2\n']);
  expect(leftOut).toBe('1 unreadable');
});

it('counts files of other languages, names the paths that were measured, and says what measures the others', async () => {
  const [folder, other] = [await folderWithFiles(), await temporaryFolder()];
  for (const name of ['a.ts', 'b.tsx', 'c.js', 'notes.txt']) await writeFile(join(other, name), 'x;');
  const { paths, leftOut } = await readTexts([folder, other], defaultLanguage);
  expect(paths).toEqual([folder]);
  expect(leftOut).toBe(
    '4 with another extension; among them 2 files of TypeScript (measured by --language typescript) and 1 file of JavaScript (measured by --language javascript)',
  );
  const javascript = { name: 'JavaScript', fileExtensions: ['.js'] } as const;
  await expect(readTexts([folder], javascript)).rejects.toMatchObject({
    message: expect.stringContaining('left out: 2 with another extension; among them 2 files of Python'),
    hint: expect.stringMatching(/^--language python measures those of Python; a file named by itself/),
  });
});

it('reads a file of any extension if it is named, and says so where a folder has others', async () => {
  const folder = await folderWithFiles();
  const file = join(folder, 'below', 'c.txt');
  await writeFile(file, 'prose');
  const { documents } = await readTexts([file], defaultLanguage);
  expect(documents.map(({ text }) => text)).toEqual(['prose']);
  const typescript = { name: 'TypeScript', fileExtensions: ['.ts'] } as const;
  await expect(readTexts([folder], typescript)).rejects.toMatchObject({
    code: 'TEXT_EMPTY',
    message: expect.stringContaining(
      'files that end in .ts), got none (left out: 3 with another extension; among them 2 files of Python (measured by --language python)).',
    ),
    hint: '--language python measures those of Python; a file named by itself is read as TypeScript, whatever its extension.',
  });
});
