import type { LeaderboardRow } from '@longrange/eval/internal';
import { expect, it } from 'vitest';
import { renderHtml } from '../../page/html/render-html.ts';
import { renderMarkdown } from '../../page/markdown/render-markdown.ts';
import { madeUpRun } from '../testing/made-up-comparison.ts';
import { sectionOf, tableOf, textsOf } from '../testing/tables.ts';
import { describeLeaderboard } from './describe-leaderboard.ts';

/** Row of a model that shows for 8 characters more than `window`. */
function rowOf(run: string, window: number, changes: Partial<LeaderboardRow> = {}): LeaderboardRow {
  const scores = madeUpRun(run, { bits: 1.5, held: 6, window });
  const origin = { command: `longrange eval ${run}`, trainedOn: 'corpus', copies: null, sha256: '' };
  return { ...scores, ...origin, ...changes };
}

const copies = { split: 'test', characters: 200, copies: [{ minimum: 50, characters: 13 }] } as const;
const unknown = rowOf('c', 12, { trainedOn: null });
const entries = [
  { name: '<b>near', row: rowOf('a', 12), again: rowOf('a', 12) },
  { name: 'far', row: rowOf('b', 40, { copies: { ...copies, copies: [...copies.copies] } }) },
  { name: 'unknown', row: unknown, again: rowOf('c', 30) },
];

it('orders the rows, and says which order is shown', () => {
  const report = describeLeaderboard(entries);
  // Evidence is 3 nats up to 8 characters beyond the window, in every document alike.
  expect(textsOf(tableOf(report, 'ranges')).map((row) => row.slice(0, 3))).toEqual([
    ['far', '48|48', '<b>near'],
    ['<b>near', '20|20', 'none'],
    ['unknown', '20|20', 'none'],
  ]);
  expect(report.numerals).toMatchObject([
    {
      value: { bound: null, number: '48' },
      beside: [{ name: '<b>near', words: '20 (20), the first shown to be shorter' }],
    },
  ]);
  expect(report.scope).toMatch(
    /^3 models, asked about the same 2,304 pairs of 24 documents .*: 3 differences, one family/,
  );
});

it('says what is known of each model, and what a second measurement gave', () => {
  const report = describeLeaderboard(entries);
  const rows = textsOf(sectionOf(report, 'models').figures[0]!.table);
  expect(rows.map((row) => [row[0], row[4], row[8]])).toEqual([
    ['far', '6.5 %', 'not run again'],
    // Trained on the corpus whose copies another row knows.
    ['<b>near', '6.5 %', '20 (20) on 2026-01-02'],
    ['unknown', 'unknown', '38 (38) on 2026-01-02, outside the interval'],
  ]);
  expect(textsOf(tableOf(report, 'commands'))[0]).toEqual(['far', 'longrange eval b']);
});

it('is a page with an interval for each row, and Markdown that nothing in a row can break', async () => {
  const report = describeLeaderboard(entries);
  const page = await renderHtml(report);
  const [svg] = page.slice(page.indexOf('<svg class="chart')).split('</svg>');
  expect(svg!.match(/class="datum"/g)).toHaveLength(3);
  expect(page).toContain('&lt;b&gt;near');
  expect(renderMarkdown(report)).toMatch(/^# Leaderboard\n[\s\S]*\| \\<b\\>near \| 20 \(20\) \| none \|/);
});
