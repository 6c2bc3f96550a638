import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { publicApi } from './testing/public-api.ts';
import { publishedPackages } from './testing/workspace.ts';

interface EntryPoint {
  /** Of the file in `api/`: `eval`, and `eval/statistics` for the sub-path. */
  readonly name: string;
  readonly source: string;
}

/** What packages publish: their entrance and their sub-paths. */
const entryPoints = publishedPackages.flatMap(({ folder, manifest }): EntryPoint[] =>
  Object.entries(manifest.exports ?? {})
    .filter(([, conditions]) => conditions.default !== undefined)
    .map(([path, conditions]) => ({
      name: posix.join(folder.split('/')[1]!, path),
      source: posix.join(folder, conditions['@longrange/source']!),
    })),
);
const api = new Map(
  publicApi(entryPoints.map(({ source }) => source)).map((names, index) => [entryPoints[index]!.name, names]),
);

// scripts/check-packages.mjs holds the built packages against the same files.
it('exports what api/ lists: a change there is a change for users', async () => {
  expect(api.size).toBe(18);
  for (const [name, exported] of api) {
    await expect(`${exported.join('\n')}\n`).toMatchFileSnapshot(`api/${name}.txt`);
  }
});

it('keeps the entrance of eval small: the rest stands under sub-paths, each name at one of them', () => {
  const ofEval = [...api].filter(([name]) => /^eval(?:\/|$)/.test(name));
  expect(api.get('eval')!.length).toBeLessThan(100);
  const names = ofEval.flatMap(([, exported]) => exported);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
