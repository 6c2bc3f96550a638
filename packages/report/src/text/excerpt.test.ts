import { describe, expect, it } from 'vitest';
import { loadFixture } from '../describe/testing/load-fixture.ts';
import { heatRuns, MOST_CHARACTERS, markTable, segmentsOf, surprisalTable } from './excerpt.ts';
import { pictureTable, runsOf } from './picture.ts';

describe('segmentsOf', () => {
  it('loses and repeats no character, however marks overlap', () => {
    for (const name of ['complete', 'edge'] as const) {
      const excerpt = loadFixture(name).subjects.find((subject) => subject.excerpt !== null)!.excerpt!;
      expect(
        segmentsOf(excerpt)
          .map(({ text }) => text)
          .join(''),
      ).toBe(excerpt.text);
    }
  });

  it('lets the shorter broken mark win, and starts each mark once', () => {
    const marks = [
      { start: 0, end: 6, kind: 'indentation' as const, partner: null },
      { start: 2, end: 3, kind: 'unclosed' as const, partner: null },
      { start: 2, end: 3, kind: 'matched' as const, partner: 5 },
    ];
    const segments = segmentsOf({ document: 'a', text: 'abcdefgh', marks });
    expect(segments.map(({ text, mark, isStart }) => [text, mark?.kind ?? null, isStart])).toEqual([
      ['ab', 'indentation', true],
      ['c', 'unclosed', true],
      ['def', 'indentation', false],
      ['gh', null, false],
    ]);
  });

  it('marks the indent, not the word after it', () => {
    const marks = [
      { start: 6, end: 7, kind: 'indentation' as const, partner: null },
      { start: 8, end: 9, kind: 'indentation' as const, partner: null },
    ];
    const segments = segmentsOf({ document: 'a', text: 'ab\n   c\nd', marks });
    expect(segments.flatMap(({ text, mark }) => (mark === null ? [] : [text]))).toEqual(['   ', 'd']);
  });

  it('stops at the length that is shown, and ignores marks beyond it', () => {
    const text = 'x'.repeat(MOST_CHARACTERS + 10);
    const marks = [
      { start: MOST_CHARACTERS + 1, end: MOST_CHARACTERS + 2, kind: 'stray' as const, partner: null },
    ];
    expect(segmentsOf({ document: 'a', text, marks })).toEqual([
      { text: text.slice(10), mark: null, isStart: false },
    ]);
    expect(markTable({ document: 'a', text, marks }).rows).toEqual([]);
  });
});

describe('surprisal', () => {
  const excerpt = {
    document: 'a.py',
    text: 'ab\n\ncd',
    marks: [],
    surprisals: [
      { predictor: 'model', bits: [null, 0.99, 1, 2, 8, 0.5] },
      { predictor: '10-gram', bits: [0, 1, 2, 3, 4, 5] },
    ],
  };

  it('comes in runs of one level, of a part of the text', () => {
    expect(heatRuns(excerpt, 'ab\n\ncd', 0)).toEqual([
      { text: 'ab', heat: 0 },
      { text: '\n', heat: 1 },
      { text: '\n', heat: 2 },
      { text: 'c', heat: 4 },
      { text: 'd', heat: 0 },
    ]);
  });

  it('is a table by line: the mean of what was predicted, and the most surprising character', () => {
    const said = surprisalTable(excerpt).rows.map((row) =>
      row.map((cell) => ('text' in cell ? cell.text : '–')),
    );
    expect(said).toEqual([
      ['1', 'ab', '0.99', '1.00 a newline', '1.00', '2.00 a newline'],
      ['2', '–', '2.00', '2.00 a newline', '3.00', '3.00 a newline'],
      ['3', 'cd', '4.25', '8.00 “c”', '4.50', '5.00 “d”'],
    ]);
  });
});

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
