import { describe, expect, it } from 'vitest';
import { pictureTable, runsOf } from './picture.ts';

const picture = {
  title: 'A unit',
  layer: 1,
  unit: 7,
  document: 'a.py',
  text: "x='é'\ny",
  activations: [-0.6, -0.55, 0.9, 1.4, 0.9, -0.02, 0.1],
};

describe('a picture', () => {
  it('rounds activations to nine levels and cuts off what lies beyond', () => {
    const activations = [-2, -1, -0.13, -0.12, 0, 0.13, 0.5, 1, Number.NaN];
    const runs = runsOf({ ...picture, text: 'abcdefghi', activations });
    expect(runs.map(({ level }) => level)).toEqual([-4, -1, 0, 1, 2, 4, 0]);
  });

  it('has its figures by line for those who see no color', () => {
    const { rows } = pictureTable(picture);
    expect(rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : '')))).toEqual([
      ['1', "x='é'", '\u22120.60', '0.41', '\u22120.60', '1.40'],
      ['2', 'y', '0.10', '0.10', '0.10', '0.10'],
    ]);
  });
});
