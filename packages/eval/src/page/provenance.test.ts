import { expect, it } from 'vitest';
import { loadFixture } from './testing/load-fixture.ts';
import { sectionOf } from './testing/section-of.ts';

it('says on how much of the training text the n-gram was trained', () => {
  const rows = (ngram: { characters: number; of: number } | undefined) => {
    const result = loadFixture('complete');
    const section = sectionOf({ ...result, provenance: { ...result.provenance, ngram } }, 'provenance')!;
    return JSON.stringify(section.figures.find(({ id }) => id === 'how'));
  };
  expect(rows({ characters: 100_000_000, of: 290_000_000 })).toContain(
    '100,000,000 of 290,000,000 characters of the training text',
  );
  expect(rows({ characters: 5, of: 5 })).toContain('"5 characters of the training text"');
  expect(rows(undefined)).not.toContain('N-gram trained on');
});

it('asks whether a model of unknown training has read the code before', () => {
  const complete = loadFixture('complete');
  const said = (result: typeof complete) => sectionOf(result, 'provenance')!.paragraphs.join(' ');
  const question = 'Has it read this very code before?';
  expect(said(complete)).not.toContain(question);
  const unknown = { ...complete, training: [] };
  expect(said(unknown)).toContain(`What this model was trained on is not known. ${question}`);
  expect(said(unknown)).toContain('measure it under other names (`--renamed`) and on code that is newer');
  const { provenance } = unknown;
  const own = { ...unknown, provenance: { ...provenance, seeds: { ...provenance.seeds, training: 1 } } };
  expect(said(own)).not.toContain(question);
  expect(said({ ...unknown, model: null })).not.toContain(question);
});
