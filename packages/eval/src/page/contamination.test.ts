import { expect, it } from 'vitest';
import { contaminationFigure } from './provenance.ts';
import { loadFixture } from './testing/load-fixture.ts';

it('says of each held-out split what share training copied; nothing where it was not measured', () => {
  const complete = loadFixture('complete');
  const copies = [
    { minimum: 50, characters: 20 },
    { minimum: 100, characters: 0 },
  ];
  const contamination = [{ split: 'test' as const, characters: 1_000, copies }];
  const { rows } = contaminationFigure({ ...complete, contamination })!.table;
  expect(rows[0]!.map((cell) => ('text' in cell ? cell.text : ''))).toEqual([
    ...['test', '1,000', '2.0\u00a0%', '0\u00a0%'],
  ]);
  expect(contaminationFigure({ ...complete, contamination: null })).toBeNull();
  expect(contaminationFigure(loadFixture('edge'))).toBeNull();
});
