import { expect, it } from 'vitest';
import { entryPoints } from './testing/workspace.ts';

/** Maximum number of exported values of one package's main entry point; budget.json limits all together. */
const MOST_OF_MAIN = 40;

const exported = await Promise.all(
  entryPoints.map(async ({ name, load }) => ({ name, values: Object.keys(await load()).sort() })),
);

// scripts/check-packages.mjs compares what the built packages export with the same file.
it('exports the values listed in exports.txt: a change there is a change for users', async () => {
  const lines = exported.flatMap(({ name, values }) => values.map((value) => `${name} ${value}\n`));
  await expect(lines.join('')).toMatchFileSnapshot('exports.txt');
});

it('keeps main entry points small', () => {
  const large = exported.filter(({ name, values }) => !name.includes('/') && values.length > MOST_OF_MAIN);
  expect(large).toEqual([]);
});

it('exports each name of eval from one entry point', () => {
  const names = exported.flatMap(({ name, values }) => (/^eval(?:\/|$)/.test(name) ? values : []));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
