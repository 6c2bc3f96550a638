import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { publicApi } from './testing/public-api.ts';
import { publishedPackages } from './testing/workspace.ts';

interface EntryPoint {
  /** Of the file in `api/`: `eval`, and `eval/statistics` for the sub-path. */
  readonly name: string;
  readonly source: string;
}

/** What packages publish: their entrance and their sub-paths, but for what they share only with each other. */
const entryPoints = publishedPackages.flatMap(({ folder, manifest }): EntryPoint[] =>
  Object.entries(manifest.exports ?? {})
    .filter(([path, conditions]) => conditions.default !== undefined && path !== './internal')
    .map(([path, conditions]) => ({
      name: posix.join(folder.split('/')[1]!, path),
      source: posix.join(folder, conditions['@longrange/source']!),
    })),
);
const api = new Map(
  publicApi(entryPoints.map(({ source }) => source)).map((one, index) => [entryPoints[index]!.name, one]),
);

// scripts/check-packages.mjs holds what the built packages export against the same files.
it('exports what api/ lists, with these signatures: a change there is a change for users', async () => {
  expect(api.size).toBe(26);
  for (const [name, { declarations }] of api) {
    await expect(`${declarations}\n`).toMatchFileSnapshot(`api/${name}.txt`);
  }
});

it('keeps the entrance of eval small: the rest is under sub-paths, each name at one of them', () => {
  const ofEval = [...api].filter(([name]) => /^eval(?:\/|$)/.test(name));
  expect(api.get('eval')!.names.length).toBeLessThan(45);
  const names = ofEval.flatMap(([, exported]) => exported.names);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
