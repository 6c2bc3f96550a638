// `pnpm leaderboard --check`, in CI, also compares the page with what the rows make, which takes a minute.
import { basename, dirname } from 'node:path';
import { parseLeaderboardRow, requireSameItems } from '@longrange/eval/internal/node';
import { expect, it } from 'vitest';
import { readText, repositoryFiles } from './testing/workspace.ts';

const read = (path: string) => parseLeaderboardRow(readText(path));
const rowsIn = (folder: string) =>
  repositoryFiles()
    .filter((path) => dirname(path) === folder && path.endsWith('.json'))
    .map((path) => ({ name: basename(path, '.json'), row: read(path) }));

it('has sound rows about the same items, all of which are on the page', () => {
  const rows = rowsIn('leaderboard');
  const again = rowsIn('leaderboard/again');
  const reference = read('leaderboard/20-gram.json');
  for (const { row } of [...rows, ...again]) requireSameItems(row, reference);
  const page = readText('docs/leaderboard.md');
  const names = rows.map(({ name }) => name);
  expect(names.filter((name) => !page.includes(`| ${name} |`))).toEqual([]);
  expect(again.filter(({ name }) => !names.includes(name))).toEqual([]);
  expect(page).toContain(`${rows.length} models`);
});
