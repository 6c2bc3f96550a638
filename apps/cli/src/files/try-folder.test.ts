import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { tryFolder } from './try-folder.ts';

// reliability: output-folders
it('tries a folder or the nearest one above it, and leaves nothing', async () => {
  const folder = await temporaryFolder();
  await tryFolder(folder);
  await tryFolder(join(folder, 'runs', 'mine', 'eval'));
  expect(await readdir(folder)).toEqual([]);
});

it.runIf(process.platform !== 'win32')(
  'refuses a path below a file, a link to nowhere and /proc',
  async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await symlink('nowhere', join(folder, 'link'));
    for (const path of [join(folder, 'file', 'runs'), join(folder, 'link'), '/proc/longrange/runs'])
      await expect(tryFolder(path)).rejects.toMatchObject({
        code: 'WRITE_FAILED',
        message: expect.stringContaining(`Cannot write ${path}: `),
      });
  },
);
