import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readText, repositoryFiles, root } from './testing/workspace.ts';

const DOCUMENT = 'docs/reliability.md';
/** `// reliability: kill, full-disk`, right above a test or in the head of a script. */
const TAG = /^ *\/\/ reliability: (.+)\n(.*)/gm;
/** A row of a table that begins with its id; the last cell lists the tests. */
const ROW = /^(\| <a id="([\w-]+)"><\/a>.* \|).*\|$/gm;

const tags = repositoryFiles()
  .filter((path) => /\.test\.tsx?$|^scripts\/.*\.mjs$/.test(path))
  .flatMap((path) =>
    [...readText(path).matchAll(TAG)].map(([, ids, nextLine]) => ({
      path,
      ids: ids!.split(', '),
      nextLine: nextLine!,
    })),
  );

/** What is between the two markers, which has all tables. */
const tables = readText(DOCUMENT).match(
  /(?<=<!-- reliability: begin -->)[\s\S]*(?=<!-- reliability: end -->)/,
)![0];

/** Links to the files with the tag `id`, in the order of their paths. */
function linksToTests(id: string): string {
  const paths = tags.filter(({ ids }) => ids.includes(id)).map(({ path }) => path);
  return [...new Set(paths)]
    .map((path) => `[${path.match(/([^/]+?)(?:\.test)?\.\w+$/)![1]}](../${path})`)
    .join(', ');
}

it('docs/reliability.md names the tests of each promise (else: npx vitest run -u)', async () => {
  const current = tables.replaceAll(ROW, (_, cells, id) => `${cells} ${linksToTests(id)} |`);
  await expect(readText(DOCUMENT).replace(tables, () => current)).toMatchFileSnapshot(join(root, DOCUMENT));
});

it('each promise has a test, and each tag a promise', () => {
  const promised = [...tables.matchAll(ROW)].map(([, , id]) => id!);
  expect(promised.length).toBeGreaterThan(0);
  expect(promised).toEqual([...new Set(promised)]);
  expect([...new Set(tags.flatMap(({ ids }) => ids))].sort()).toEqual(promised.sort());
});

it('each tag of a test is right above it', () => {
  const misplaced = tags.filter(
    ({ path, nextLine }) => !path.startsWith('scripts/') && !/^ *(?:it|describe)\w*[.(]/.test(nextLine),
  );
  expect(misplaced).toEqual([]);
});
