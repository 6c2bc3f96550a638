import { expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { contaminationFigure } from './contamination.ts';

it('says of each held-out split what share training copied; nothing where nobody looked', () => {
  const full = loadFixture('full');
  const rows = contaminationFigure(full)!.table.rows;
  expect(rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : '')))).toEqual([
    ['validation', '471,020', '2.4\u00a0%', '0.20\u00a0%'],
    ['test', '467,213', '2.0\u00a0%', '0\u00a0%'],
  ]);
  expect(contaminationFigure({ ...full, contamination: null })).toBeNull();
  expect(contaminationFigure(loadFixture('edge'))).toBeNull();
});
