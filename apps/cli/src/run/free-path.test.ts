import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePath } from './free-path.ts';

it('counts up from 2 past files and folders', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-free-path-'));
  const path = join(folder, 'run');
  expect(await freePath(path)).toBe(path);
  await mkdir(path);
  expect(await freePath(path)).toBe(`${path}-2`);
  await writeFile(`${path}-2`, '');
  expect(await freePath(path)).toBe(`${path}-3`);
  await rm(folder, { recursive: true });
});
