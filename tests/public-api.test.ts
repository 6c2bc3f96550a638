import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { publicApi } from './testing/public-api.ts';
import { publishedPackages, root } from './testing/workspace.ts';

const entryPoints = publishedPackages
  .map(({ folder }) => `${folder}/src/index.ts`)
  .filter((path) => existsSync(join(root, path)));

// scripts/check-packages.mjs holds the built packages against the same files.
it('exports what api/ lists: a change there is a change for users', async () => {
  const api = publicApi(entryPoints);
  expect(api).toHaveLength(9);
  for (const [index, path] of entryPoints.entries()) {
    const name = path.split('/')[1]!;
    await expect(`${api[index]!.join('\n')}\n`).toMatchFileSnapshot(`api/${name}.txt`);
  }
});
