import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseLeaderboardRow, requireSameItems } from '@longrange/eval/internal/node';
import { renderMarkdown } from '@longrange/report';
import { describeLeaderboard } from '@longrange/report/internal';
import { expect, it } from 'vitest';
import { readText } from './testing/workspace.ts';

const read = (path: string) => parseLeaderboardRow(readText(path));
const rowsIn = (folder: string) =>
  readdirSync(join(import.meta.dirname, '..', folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ name: file.replace(/\.json$/, ''), row: read(`${folder}/${file}`) }));

it('is what its rows make, all about the same items', () => {
  const rows = rowsIn('leaderboard');
  const again = new Map(rowsIn('leaderboard/again').map(({ name, row }) => [name, row]));
  const reference = read('leaderboard/20-gram.json');
  for (const row of [...rows.map((one) => one.row), ...again.values()]) requireSameItems(row, reference);
  expect(rows.length).toBeGreaterThanOrEqual(10);
  const entries = rows.map((one) => ({ ...one, again: again.get(one.name) }));
  expect([...again.keys()].filter((name) => !rows.some((one) => one.name === name))).toEqual([]);
  expect(renderMarkdown(describeLeaderboard(entries))).toBe(readText('docs/leaderboard.md'));
});
