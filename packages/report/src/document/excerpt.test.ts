import { describe, expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { lineAndColumn, MOST_CHARACTERS, markTable, segmentsOf } from './excerpt.ts';

describe('segmentsOf', () => {
  it('loses and repeats no character, however marks overlap', () => {
    for (const name of ['full', 'edge'] as const) {
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

describe('lineAndColumn', () => {
  it('counts both from 1', () => {
    expect(lineAndColumn('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
    expect(lineAndColumn('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
  });
});
