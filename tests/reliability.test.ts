import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fillTests, page } from '../scripts/reliability.mjs';

const row = '| <a id="kill"></a>SIGKILL loses nothing | old |';

it('lists in docs/reliability.md the tests that are tagged (node scripts/reliability.mjs writes it)', () => {
  const markdown = readFileSync(page, 'utf8');
  expect(fillTests(markdown)).toBe(markdown);
});

it('links a row to the files with its tag, and refuses a tag without a row and a row without a test', () => {
  const files = ['packages/a/b.test.ts', 'scripts/c.mjs'];
  expect(fillTests(row, new Map([['kill', files]]))).toBe(
    '| <a id="kill"></a>SIGKILL loses nothing | [b](../packages/a/b.test.ts), [c](../scripts/c.mjs) |',
  );
  expect(() =>
    fillTests(
      row,
      new Map([
        ['kill', files],
        ['lost', files],
      ]),
    ),
  ).toThrow('got none for lost');
  expect(() => fillTests(row, new Map())).toThrow('Expected a test tagged [reliability: kill], got none');
});
