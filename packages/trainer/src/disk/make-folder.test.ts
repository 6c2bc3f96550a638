import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/toy.ts';
import { makeFolder } from './make-folder.ts';
import { exists } from './write-atomically.ts';

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
