import { expect, it } from 'vitest';
import { loadFixture } from './testing/load-fixture.ts';
import { sectionOf } from './testing/section-of.ts';

it('says what other names cost each predictor; nothing where code kept its own', () => {
  const complete = loadFixture('complete');
  const own = { asWritten: 1.5, renamed: 1.75, difference: { value: 0.25, low: 0.2, high: 0.3 } };
  const renaming = {
    ...{ seed: 1, documents: 3, names: 40, characters: { all: 1_000, renamed: 100 }, untouched: 1 },
    predictors: [{ predictor: 'model', ...own }],
  };
  const figureOf = (result: typeof complete) =>
    sectionOf(result, 'bits')!.figures.find(({ id }) => id === 'renaming');
  const { table, caption } = figureOf({ ...complete, renaming })!;
  expect(table.rows[0]!.map((cell) => ('text' in cell ? cell.text : ''))).toEqual([
    ...['model', '1.500', '1.750', '0.25'],
  ]);
  expect(caption).toContain('40 names (10.0\u00a0% of all characters)');
  expect(caption).toContain('1 document does not parse and kept its names.');
  expect(figureOf(complete)).toBeUndefined();
  expect(sectionOf({ ...complete, renaming }, 'provenance')!.paragraphs).toContain(
    'Held-out code was measured under other names than its own.',
  );
});
