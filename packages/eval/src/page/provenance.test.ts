import { expect, it } from 'vitest';
import type { Result } from '../result/schema.ts';
import { loadFixture } from './testing/load-fixture.ts';
import { sectionOf } from './testing/section-of.ts';

const complete = loadFixture('complete');

/** Texts of a table's cells; undefined if the figure is left out. */
function tableOf(result: Result, section: string, figure: string): string[][] | undefined {
  const found = sectionOf(result, section)!.figures.find(({ id }) => id === figure);
  return found?.table.rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : '')));
}

it('says on how much of the training text the n-gram was trained', () => {
  const rows = (ngram: { characters: number; of: number } | undefined) =>
    tableOf({ ...complete, provenance: { ...complete.provenance, ngram } }, 'provenance', 'how');
  const label = 'N-gram trained on';
  expect(rows({ characters: 5e6, of: 9e6 })).toContainEqual([
    ...[label, '5,000,000 of 9,000,000 characters of the training text'],
  ]);
  expect(rows({ characters: 5, of: 5 })).toContainEqual([label, '5 characters of the training text']);
  expect(rows(undefined)!.flat()).not.toContain(label);
});

it('asks whether a model of unknown training has read the code before', () => {
  const said = (result: Result) => sectionOf(result, 'provenance')!.paragraphs.join(' ');
  const question = 'Has it read this very code before?';
  const unknown = { ...complete, training: [] };
  expect(said(unknown)).toContain(question);
  const { provenance } = unknown;
  const own = { ...unknown, provenance: { ...provenance, seeds: { ...provenance.seeds, training: 1 } } };
  for (const result of [complete, own, { ...unknown, model: null }])
    expect(said(result)).not.toContain(question);
});

it('says of each held-out split what share training copied; nothing where it was not measured', () => {
  const copies = [
    { minimum: 50, characters: 20 },
    { minimum: 100, characters: 0 },
  ];
  const contamination = [{ split: 'test' as const, characters: 1_000, copies }];
  const rows = (result: Result) => tableOf(result, 'provenance', 'contamination');
  expect(rows({ ...complete, contamination })).toEqual([['test', '1,000', '2.0\u00a0%', '0\u00a0%']]);
  expect(rows({ ...complete, contamination: null })).toBeUndefined();
});

it('says what other names cost each predictor; nothing where code kept its own', () => {
  const own = { asWritten: 1.5, renamed: 1.75, difference: { value: 0.25, low: 0.2, high: 0.3 } };
  const renaming = {
    ...{ seed: 1, documents: 3, names: 40, characters: { all: 1_000, renamed: 100 }, untouched: 1 },
    predictors: [{ predictor: 'model', ...own }],
  };
  const rows = (result: Result) => tableOf(result, 'bits', 'renaming');
  expect(rows({ ...complete, renaming })![0]!.slice(0, 3)).toEqual(['model', '1.500', '1.750']);
  expect(rows(complete)).toBeUndefined();
});
